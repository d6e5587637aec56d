"""Signals on the pages: what was seen is said, nobody is accused, and nothing of others is believed."""

import pytest

from services.auditor.scoreboard.answers import SignalsAnswer, signals_answer
from services.auditor.scoreboard.book import Agency, Signal, Story
from services.auditor.scoreboard.rendering import Renderer
from services.auditor.scoreboard.views import standing_view
from services.calendar.jalali import Language
from tests.unit.scoreboard.books import AS_OF, CONNECTED, a_moment, a_signal, an_agency
from tests.unit.scoreboard.test_pages import HOSTILE, a_request

LANGUAGES: list[Language] = ["fa", "en"]
BODY = an_agency("aa", name_fa="دستگاه الف", name_en="Body A")


def list_page(language: Language, page: SignalsAnswer, query: str = "", agency: str | None = None) -> str:
    response = Renderer(False).page(
        a_request(f"/{language}/signals", query),
        language,
        "signals.html",
        page=page,
        agency=agency,
        agencies={BODY.code: BODY},
    )
    return bytes(response.body).decode()


def front_page(language: Language, signals: int) -> str:
    moment = a_moment({BODY: CONNECTED})
    response = Renderer(False).page(
        a_request(f"/{language}"),
        language,
        "standing.html",
        moment=moment,
        view=standing_view(moment, [], [], signals),
        judged=AS_OF,
        settled=None,
    )
    return bytes(response.body).decode()


def agency_page(language: Language, agency: Agency, *signals: Signal) -> str:
    moment = a_moment({BODY: CONNECTED})
    response = Renderer(False).page(
        a_request(f"/{language}/agencies/{agency.code}"),
        language,
        "agency.html",
        moment=moment,
        story=Story(agency, (), (), (), (), signals),
        parent=None,
        duty_names={},
    )
    return bytes(response.body).decode()


def test_the_list_says_of_whom_since_when_which_id_and_which_contents() -> None:
    html = list_page("en", signals_answer(AS_OF, [a_signal("aa")], 10))
    assert 'href="/en/agencies/aa"' in html
    assert "22 September 2022" in html or "23 September 2022" in html
    assert "<code>beat-1</code>" in html
    assert "a" * 64 in html
    assert "b" * 64 in html


@pytest.mark.parametrize(("language", "said"), [("fa", "نه چرا"), ("en", "not why")])
def test_it_says_what_was_seen_and_not_that_anyone_cheated(language: Language, said: str) -> None:
    for html in (
        list_page(language, signals_answer(AS_OF, [a_signal("aa")], 10)),
        agency_page(language, BODY, a_signal("aa")),
    ):
        assert said in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_of_others_is_escaped(language: Language) -> None:
    hostile = a_signal("nobody-registered", event_id=HOSTILE)
    for html in (
        list_page(language, signals_answer(AS_OF, [hostile], 10)),
        agency_page(language, BODY, hostile),
    ):
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_a_full_page_links_to_the_next_and_keeps_the_day_asked_for() -> None:
    page = signals_answer(AS_OF, [a_signal("aa", n) for n in range(3)], 2)
    assert [each.id for each in page.signals] == ["signal-0", "signal-1"]
    assert page.next == "signal-1"
    assert 'href="/fa/signals?after=signal-1&amp;as_of=1401-07-10"' in list_page("fa", page, "as_of=1401-07-10")


def test_the_list_of_one_body_goes_on_with_that_body() -> None:
    html = list_page("en", signals_answer(AS_OF, [a_signal("aa", n) for n in range(3)], 2), agency="aa")
    assert 'href="/en/signals?after=signal-1&amp;agency=aa"' in html
    assert "/v1/signals?as_of=2022-10-02T20:30:00Z&amp;agency=aa" in html


def test_the_last_page_links_no_further() -> None:
    page = signals_answer(AS_OF, [a_signal("aa", n) for n in range(2)], 2)
    assert page.next is None
    assert "after=" not in list_page("fa", page)


def test_an_empty_list_says_so() -> None:
    assert "Nothing of the kind has been seen" in list_page("en", signals_answer(AS_OF, [], 10))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_standing_links_to_them_when_there_are_any_and_only_then(language: Language) -> None:
    assert f'href="/{language}/signals"' in front_page(language, 3)
    assert f"/{language}/signals" not in front_page(language, 0)


def test_a_body_without_any_has_no_such_section() -> None:
    assert 'id="signals"' in agency_page("en", BODY, a_signal("aa"))
    assert 'id="signals"' not in agency_page("en", BODY)


@pytest.mark.parametrize(("language", "mark"), [("fa", "دستگاه آزمایشی"), ("en", "This is a sandbox")])
def test_a_sandbox_is_marked_as_one_on_its_page(language: Language, mark: str) -> None:
    assert mark in agency_page(language, an_agency("trial", kind="sandbox"))
    assert mark not in agency_page(language, BODY)
