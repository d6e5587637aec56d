"""What `mohlat connector verify` prints: a line for each record, and a summary."""

import sys
from collections import Counter
from datetime import datetime
from typing import Protocol, TextIO

import msgspec

from services.connector.checking.rules import Finding


class Report(Protocol):
    """Takes findings as they are made."""

    def say(self, finding: Finding) -> None: ...

    def close(self, summary: "Summary") -> None: ...


class Summary:
    """Counts; `bad` decides about the exit code."""

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.events = 0

    def count(self, finding: Finding) -> None:
        self.verdicts[finding.verdict] += 1
        self.events += finding.events
        if finding.verdict == "bad":
            self.reasons[finding.reason.partition(":")[0]] += 1

    @property
    def bad(self) -> int:
        return self.verdicts["bad"]

    def in_words(self) -> str:
        reasons = "".join(f"; {count} {reason}" for reason, count in sorted(self.reasons.items()))
        return (
            f"{self.verdicts.total()} records: {self.verdicts['good']} good with {self.events} events, "
            f"{self.verdicts['tick']} ticks, {self.bad} bad{reasons}."
        )


class Lines:
    """A table, line by line: it may be millions long.

    Args:
        bad_only: leaves out what is not bad.
    """

    def __init__(self, bad_only: bool = False, out: TextIO | None = None) -> None:
        self._bad_only, self._out = bad_only, out or sys.stdout
        self._begun = False

    def say(self, finding: Finding) -> None:
        if self._bad_only and finding.verdict != "bad":
            return
        if not self._begun:
            self._line("PARTITION", "OFFSET", "APPENDED", "AGENCY", "EVENTS", "FOUND")
            self._begun = True
        found = f"bad  {finding.reason}" if finding.verdict == "bad" else finding.verdict
        events = str(finding.events) if finding.verdict == "good" else "-"
        appended = _instant(finding.appended_at)
        self._line(str(finding.partition), str(finding.offset), appended, finding.agency or "-", events, found)

    def close(self, summary: Summary) -> None:
        print(summary.in_words(), file=self._out)

    def _line(self, partition: str, offset: str, appended: str, agency: str, events: str, found: str) -> None:
        # What a forger wrote is shown, but must not steer the terminal.
        line = f"{partition:>9}  {offset:>10}  {appended:<24}  {agency:<24}  {events:>6}  {found}"
        print("".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in line), file=self._out)


class JsonLines:
    """One JSON object a record, and one for the summary."""

    def __init__(self, bad_only: bool = False, out: TextIO | None = None) -> None:
        self._bad_only, self._out = bad_only, out or sys.stdout

    def say(self, finding: Finding) -> None:
        if not self._bad_only or finding.verdict == "bad":
            self._print(finding)

    def close(self, summary: Summary) -> None:
        told = {
            "records": summary.verdicts.total(),
            "good": summary.verdicts["good"],
            "ticks": summary.verdicts["tick"],
        }
        self._print({"summary": {**told, "bad": summary.bad, "events": summary.events, "reasons": summary.reasons}})

    def _print(self, what: object) -> None:
        print(msgspec.json.encode(what).decode(), file=self._out)


def _instant(at: datetime | None) -> str:
    return "-" if at is None else at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
