"""Two Kafka nodes, and for one of their clients a link to the second that can be cut."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

from deploy.local.daemons.ports import LOOPBACK, free_port
from deploy.local.kafka import Kafka
from tests.links import Link


class Cluster:
    """Whoever comes by `bootstrap_servers` reaches both nodes directly; by `linked_servers`, the second over `link`."""

    def __init__(self, folder: Path) -> None:
        inner = [free_port(), free_port()]
        self.link = Link(inner[1])
        outer = [inner[0], self.link.port]
        self._nodes = [Kafka(folder / "node-1"), Kafka(folder / "node-2")]
        self._nodes[1].member_of(self._nodes[0], 2)
        for node, port, told in zip(self._nodes, inner, outer, strict=True):
            node.also_listen("LINKED", port, told)
        self.bootstrap_servers = self._nodes[0].bootstrap_servers
        self.linked_servers = f"{LOOPBACK}:{inner[0]}"

    def __enter__(self) -> Self:
        self.link.__enter__()
        with ThreadPoolExecutor() as threads:
            list(threads.map(lambda node: node.start(), self._nodes))
        return self

    def __exit__(self, *_: object) -> None:
        for node in self._nodes:
            node.kill()
        self.link.__exit__()
