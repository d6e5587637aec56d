"""`python -m bench.auditor_folding [agencies] [--profile]`: what the worker's own work costs, without Kafka.

A year of weekly heartbeats is folded and judged week by week; then the tick comes at which every agency is due.
"""

import cProfile
import pstats
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from time import process_time

from mohlat_contracts import encode_batch

from bench.auditor_world import DEADLINE, START, WEEKS, BytesInMemory, code, heartbeats, law, read, tick
from services.auditor.cases.auditing import PartitionAuditor

AGENCIES = 2_000


def main(agencies: int, profiled: bool) -> None:
    codes = [code(number) for number in range(agencies)]
    store = BytesInMemory()
    auditor = PartitionAuditor(store)
    _facts(auditor, "registry", [(agency, law(agency)) for agency in codes], START)
    folding = walking = 0.0
    for week in range(WEEKS):
        records = [(agency, heartbeats(agency, [week])) for agency in codes]
        known_at = START + timedelta(weeks=week, hours=1, minutes=5)
        folding += _seconds(lambda: _facts(auditor, "evidence", records, known_at))  # noqa: B023
        walking += _seconds(lambda: _until(auditor, known_at + timedelta(hours=1)))  # noqa: B023
    size = sum(len(case) for case, _ in store.cases.values()) / agencies
    _until(auditor, DEADLINE)
    said: list[bytes] = []
    profile = cProfile.Profile() if profiled else None
    at_the_deadline = _seconds(lambda: said.extend(_until(auditor, DEADLINE + timedelta(hours=1))), profile)
    indexed = _seconds(lambda: PartitionAuditor(store))
    verdicts = len(said)
    print(f"{agencies:,} agencies, {size:,.0f} bytes a case after a year")
    for what, seconds, count in (
        ("fold a heartbeat", folding, agencies * WEEKS),
        ("walk a case after it", walking, agencies * WEEKS),
        (f"walk a case at the deadline ({verdicts:,} verdicts)", at_the_deadline, agencies),
        ("know again what is due, a case", indexed, agencies),
    ):
        print(f"{what:<55} {seconds / count * 1e6:>9.1f} µs {count / seconds:>12,.0f}/s")
    if profile is not None:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


def _facts(auditor: PartitionAuditor, topic: str, records: list[tuple[str, bytes]], known_at: datetime) -> None:
    for agency, events in read(records):
        auditor.facts("registry" if topic == "registry" else "evidence", agency, events, known_at)


def _until(auditor: PartitionAuditor, to: datetime) -> list[bytes]:
    """Both topics tick; the bodies of what would be published."""
    auditor.tick("registry", tick(to))
    advance = auditor.tick("evidence", tick(to))
    return [encode_batch([event]) for event in advance.verdicts] if advance else []


def _seconds(work: Callable[[], object], profile: cProfile.Profile | None = None) -> float:
    began = process_time()
    if profile is None:
        work()
    else:
        profile.runcall(work)
    return process_time() - began


if __name__ == "__main__":
    named = [argument for argument in sys.argv[1:] if argument != "--profile"]
    main(int(named[0]) if named else AGENCIES, "--profile" in sys.argv)
