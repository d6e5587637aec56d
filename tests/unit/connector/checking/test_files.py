"""Keys and records as files: what is written is read back; what is not such a file says so."""

import io
import json

import pytest

from services.connector.checking.key_file import NotAKeyFile, decode_keys, encode_keys
from services.connector.checking.report import JsonLines, Lines, Summary
from services.connector.checking.rules import Checking
from services.connector.checking.stored import NotADump, dump_line, read_dump
from services.connector.checking.stretch import Bound, read_bound
from services.connector.keys import EnrolledKey
from tests.unit.connector.checking.records import record, tick
from tests.unit.connector.signed import DOMAIN, KEY, NOW, OTHER_KEY, enrolled

KEYS = {KEY.key_id: enrolled(KEY), OTHER_KEY.key_id: enrolled(OTHER_KEY, "hadafmandi", revoked_at=DOMAIN)}


def test_keys_come_back_from_their_file() -> None:
    text = encode_keys(KEYS.items(), DOMAIN)
    found = decode_keys(text)
    assert {key_id: _told(key) for key_id, key in found.items()} == {i: _told(key) for i, key in KEYS.items()}
    assert text == encode_keys(reversed(KEYS.items()), DOMAIN)


def _told(key: EnrolledKey) -> tuple[object, ...]:
    return key.agency, key.source, key.revision, key.public_key.public_bytes_raw(), key.revoked_at


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b'{"keys":[{"agency":"a"}]}',
        b'{"keys":[{"agency":"sanjesh","key_id":"k","public_key":"AAAA","revision":1}]}',
        encode_keys([*KEYS.items(), *KEYS.items()], None),
    ],
    ids=["empty", "an array", "half a key", "a short key", "one key twice"],
)
def test_what_is_no_key_file_is_refused(text: bytes) -> None:
    with pytest.raises(NotAKeyFile):
        decode_keys(text)


def test_records_come_back_from_a_dump() -> None:
    records = [record(), tick(), record(value=None, appended_at=None)]
    assert list(read_dump(map(dump_line, records))) == records


def test_a_broken_dump_names_the_line() -> None:
    with pytest.raises(NotADump, match="line 2"):
        list(read_dump([dump_line(record()), b"{"]))


def test_bounds_are_offsets_or_instants() -> None:
    assert read_bound("12") == Bound(12)
    assert read_bound("2026-11-24T11:30:00+03:30") == read_bound("2026-11-24T08:00:00") == Bound(NOW)
    with pytest.raises(ValueError, match="yesterday"):
        read_bound("yesterday")


def test_the_table_names_every_record_and_what_is_wrong_with_it() -> None:
    out, summary, checking = io.StringIO(), Summary(), Checking(KEYS.get)
    report = Lines(out=out)
    for each in (record(), tick(), record(value=b"[]"), record(key=b"\x1b[2Jhadafmandi")):
        finding = checking.check(each)
        summary.count(finding)
        report.say(finding)
    report.close(summary)
    title, good, ticked, bad, steering, told = out.getvalue().splitlines()
    assert title.split() == ["PARTITION", "OFFSET", "APPENDED", "AGENCY", "EVENTS", "FOUND"]
    assert good.split() == ["1", "7", "2026-11-24T08:00:02.000Z", "sanjesh", "2", "good"]
    assert ticked.split()[-1] == "tick"
    assert "bad  not_verified" in bad
    assert "\x1b" not in steering
    assert told == "4 records: 1 good with 2 events, 1 ticks, 2 bad; 1 another_key; 1 not_verified."


def test_for_programs_each_record_is_a_line_of_json() -> None:
    out, summary = io.StringIO(), Summary()
    report = JsonLines(bad_only=True, out=out)
    for each in (record(), record(value=b"[]")):
        finding = Checking(KEYS.get).check(each)
        summary.count(finding)
        report.say(finding)
    report.close(summary)
    bad, told = map(json.loads, out.getvalue().splitlines())
    assert (bad["partition"], bad["offset"], bad["verdict"], bad["agency"]) == (1, 7, "bad", "sanjesh")
    assert told == {
        "summary": {"records": 2, "good": 1, "ticks": 0, "bad": 1, "events": 2, "reasons": {"not_verified": 1}}
    }
