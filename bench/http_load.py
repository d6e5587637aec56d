"""Many prepared HTTP/1.1 requests over a few kept connections, with as little work at this end as can be."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from time import perf_counter


async def answered(host: str, port: int, requests: Sequence[bytes], connections: int) -> tuple[float, Counter[int]]:
    """Send each request once; the seconds that took, and how often each status was answered."""
    waiting, statuses = iter(requests), Counter[int]()
    began = perf_counter()
    await asyncio.gather(*(_converse(host, port, waiting, statuses) for _ in range(connections)))
    return perf_counter() - began, statuses


async def _converse(host: str, port: int, waiting: Iterator[bytes], statuses: Counter[int]) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        for request in waiting:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(_length(head))
            statuses[int(head[9:12])] += 1
    finally:
        writer.close()


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0])
