"""`python -m bench.events_per_record`: the cost of an event by how many of them share a record.

Takes records as the worker does (decode, name, fold, store as bytes), without Kafka.
"""

from datetime import UTC, datetime, timedelta
from time import perf_counter

from mohlat_contracts import encode_batch, read_batch, sources
from mohlat_contracts.evidence import ConnectionHeartbeat, HeartbeatData

from bench.auditor_world import BytesInMemory
from services.auditor.cases.auditing import PartitionAuditor

EVENTS, AGENCIES = 10_000, 200
START = datetime(2022, 3, 20, 20, 30, tzinfo=UTC)


def records(events_a_record: int) -> list[tuple[str, bytes]]:
    """(agency, body) of EVENTS heartbeats of AGENCIES, an hour apart, so many in a record."""
    made = []
    for number in range(0, EVENTS, events_a_record):
        agency = f"a{number // events_a_record % AGENCIES}"
        heartbeats = [
            ConnectionHeartbeat(
                id=f"{agency}-{n}",
                source=sources.agency(agency),
                time=START + timedelta(hours=n),
                data=HeartbeatData(services=("s01",)),
            )
            for n in range(number, number + events_a_record)
        ]
        made.append((agency, encode_batch(heartbeats)))
    return made


def microseconds_an_event(events_a_record: int) -> float:
    """The best of three runs."""
    bodies = records(events_a_record)
    best = float("inf")
    for _ in range(3):
        auditor = PartitionAuditor(BytesInMemory())
        began = perf_counter()
        for agency, body in bodies:
            auditor.facts("evidence", agency, read_batch(body), START + timedelta(hours=EVENTS))
        best = min(best, perf_counter() - began)
    return best / EVENTS * 1e6


def main() -> None:
    alone = microseconds_an_event(1)
    print(f"{'events a record':>16} {'µs an event':>12} {'of one alone':>13}")
    for count in (1, 50, 500):
        cost = microseconds_an_event(count)
        print(f"{count:>16} {cost:>12.1f} {cost / alone:>13.2f}")


if __name__ == "__main__":
    main()
