"""What a person reads, and that no name can make it anything else."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mohlat_contracts.notices import NoticeKey

from services.notifier.addresses import Addressee
from services.notifier.escalation.due import Entry, next_rung
from services.notifier.escalation.steps import LADDER
from services.notifier.letters.dates import both_calendars, end_of
from services.notifier.letters.letter import Letter, write
from services.notifier.letters.plain import one_line
from services.notifier.letters.render import Stationery
from services.notifier.state.dossier import Dossier
from tests.unit.notifier import facts
from tests.unit.notifier.cases import DEADLINE, day

STATIONERY = Stationery("mohlat@mohlat.example")
EXPECTED_HEADERS = {
    "Content-Type", "MIME-Version", "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
    "Content-Language", "X-Mohlat-Notice", "X-Mohlat-Simulated",
}  # fmt: skip


def a_letter(n: int = -7, name: str = "سازمان سنجش", person: str = "مریم احمدی", simulated: bool = True) -> Letter:
    """The letter of the step `n` days from the deadline."""
    dossier = Dossier("a1")
    for fact in (
        facts.agency("a1", name, name),
        facts.duty("a1", DEADLINE),
        facts.verdict("a1", "pending", facts.BEGIN),
    ):
        dossier.add(fact)
    view = dossier.as_of("connect", day(n))
    assert view is not None
    rung = next(rung for rung in LADDER if rung.days == n)
    key = NoticeKey(agency="a1", duty="connect", deadline_revision=0, step=rung.step, recipient=rung.recipient)
    following = next_rung(view.case, {key: Entry(day(n), True)}, rung)
    return write(view, key, day(n), [Addressee("c1", person, "person@agency.example")], following, simulated)


def parsed(mime: bytes) -> EmailMessage:
    message = message_from_bytes(mime, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_both_calendars_name_the_last_day_of_the_deadline() -> None:
    assert end_of(DEADLINE, "fa") == "پایان ۳۱ خرداد ۱۴۰۲ (۲۱ ژوئن ۲۰۲۳)"
    assert end_of(DEADLINE, "en") == "end of 21 June 2023 (31 Khordad 1402)"
    assert both_calendars(DEADLINE, "en") == "22 June 2023 (1 Tir 1402)"


def test_a_letter_says_in_both_languages_what_by_when_why_and_what_comes_next() -> None:
    text = STATIONERY.text(a_letter())
    for line in (
        "سازمان سنجش",
        "اتصال به پنجره",
        "پایان ۳۱ خرداد ۱۴۰۲",
        "۷ روز تا پایان مهلت",
        "شمارهٔ ۱۲/۳",
        "Connect to the Window",
        "end of 21 June 2023",
        "7 days left",
        "a letter goes to the agency itself on 21 June 2023",
    ):
        assert line in text
    assert text.index("پایان ۳۱ خرداد") < text.index("end of 21 June")


def test_an_overseer_reads_another_letter_than_the_agency() -> None:
    text = STATIONERY.text(a_letter(30))
    assert "goes to the Majlis Article 90 Commission because سازمان سنجش" in text
    assert "30 days past the deadline" in text
    assert "the last letter of this series" in text
    assert "What to do" not in text


def test_persian_stands_right_to_left_before_english() -> None:
    html = STATIONERY.html(a_letter())
    assert html.index('dir="rtl" lang="fa"') < html.index('dir="ltr" lang="en"')


@pytest.mark.parametrize("simulated", [True, False])
def test_simulated_data_is_named_so_everywhere_or_nowhere(simulated: bool) -> None:
    letter = a_letter(simulated=simulated)
    mime = parsed(STATIONERY.mime(letter))
    assert ("Simulated data" in mime["Subject"]) is simulated
    for part in ("plain", "html"):
        body = mime.get_body((part,))
        assert body is not None
        assert ("دادهٔ شبیه‌سازی‌شده" in body.get_content()) is simulated


def test_the_same_letter_has_the_same_bytes_and_its_date_is_the_domain_instant() -> None:
    first, second = STATIONERY.mime(a_letter()), Stationery("mohlat@mohlat.example").mime(a_letter())
    assert first == second
    message = parsed(first)
    assert message["Date"].datetime == day(-7)
    assert message["Message-ID"].endswith("@mohlat.example>")
    assert message["X-Mohlat-Notice"] == "a1/connect/0/7_days_before/agency"
    assert STATIONERY.mime(a_letter(-1)) != first


HOSTILE = (
    "=?utf-8?q?x=0ABcc:_evil@x?=",
    "=?utf-8?b?eApCY2M6IGV2aWxAeA==?=",
    "x\r\nBcc: evil@x\r\n\r\nbody",
    "x\u2028Bcc: evil@x",
    "\u202eevil\u202c",
    '"><script>alert(1)</script>',
    "\r\n.\r\nMAIL FROM:<evil@x>\r\n",
    "{{ 7*7 }}",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_adds_no_header_no_markup_and_no_line(name: str) -> None:
    assert_harmless(name)


@given(st.text(min_size=1, max_size=300) | st.lists(st.sampled_from([*HOSTILE, "\n", "=?", "?="])).map("".join))
def test_no_name_at_all_does(name: str) -> None:
    assert_harmless(name)


def assert_harmless(name: str) -> None:
    mime = STATIONERY.mime(a_letter(name=name, person=name))
    assert mime.isascii()
    assert b"\n" not in mime.replace(b"\r\n", b"")
    message = parsed(mime)
    assert set(message.keys()) == EXPECTED_HEADERS
    assert len(message["Subject"].splitlines()) == 1
    assert [address.addr_spec for address in message["To"].addresses] == ["person@agency.example"]
    html = message.get_body(("html",))
    assert html is not None
    assert "<script" not in html.get_content()
    assert "\u202e" not in html.get_content()


def test_one_line_keeps_persian_joiners_and_cuts_what_is_too_long() -> None:
    assert one_line("می‌شود\t\n آن") == "می‌شود آن"
    assert one_line("ا" * 400, 10) == "ا" * 9 + "…"


def test_a_lapse_counts_its_own_days() -> None:
    dossier = Dossier("a1")
    for fact in (facts.agency("a1"), facts.duty("a1", DEADLINE), facts.verdict("a1", "lapsed", day(10))):
        dossier.add(fact)
    view = dossier.as_of("connect", day(11) + timedelta(hours=1))
    assert view is not None
    key = NoticeKey(agency="a1", duty="connect", deadline_revision=0, step="1_day_after", recipient="agency")
    letter = write(view, key, day(11), [Addressee("c", "n", "n@x.example")], None, False)
    assert "1 day since it lapsed" in letter.subject
