"""The pages, rendered without a database."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import Connect, Deadline, DutyData, Instrument, Limits
from starlette.requests import Request

from services.auditor.scoreboard.book import Agency, Letters, Story
from services.auditor.scoreboard.problems import Problem
from services.auditor.scoreboard.refusals import Said
from services.auditor.scoreboard.rendering import Renderer
from services.auditor.scoreboard.views import standing_view
from services.calendar.jalali import Language
from tests.unit.scoreboard.books import AS_OF, CONNECTED, DEADLINE, FULL, OVERDUE, a_moment, an_agency

HOSTILE = '<script>alert("x")</script>\u202e\u2066' + "ب" * 300
LANGUAGES: list[Language] = ["fa", "en"]
DUTY = DutyData(
    agency="aa",
    duty="connect",
    mandate="window",
    revision=0,
    name_fa="اتصال",
    name_en="Connect",
    obligation=Connect(grade="proven"),
    limits=Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=24),
    bound=(Span(start=DEADLINE),),
    deadlines=(
        Deadline(
            revision=0,
            at=DEADLINE,
            announced_at=DEADLINE,
            instrument=Instrument(number=HOSTILE, date=date(2022, 3, 21), issuer=HOSTILE),
        ),
    ),
)
BODIES = {
    an_agency("aa", name_fa=HOSTILE, name_en=HOSTILE, group_name_fa=HOSTILE, group_name_en=HOSTILE): OVERDUE,
    an_agency("bb"): CONNECTED,
    an_agency("cc"): FULL,
}


def a_request(path: str, query: str = "") -> Request:
    return Request({"type": "http", "path": path, "query_string": query.encode(), "headers": []})


def front_page(
    language: Language,
    *,
    simulated: bool = True,
    query: str = "as_of=1401-07-10",
    bodies: Mapping[Agency, Mapping[str, Any] | None] | None = None,
) -> str:
    moment = a_moment(BODIES if bodies is None else bodies)
    view = standing_view(moment, [DUTY], [Letters("1_day_after", "agency", 3)])
    response = Renderer(simulated).page(
        a_request(f"/{language}", query),
        language,
        "standing.html",
        moment=moment,
        view=view,
        judged=AS_OF,
        settled=None,
    )
    return bytes(response.body).decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_of_others_is_escaped_on_the_standing(language: Language) -> None:
    html = front_page(language)
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_of_others_is_escaped_on_the_page_of_an_agency(language: Language) -> None:
    moment = a_moment(BODIES)
    agency = moment.agencies[0]
    story = Story(agency, (DUTY,), (), tuple(moment.states["aa"].values()), ())
    response = Renderer(False).page(
        a_request(f"/{language}/agencies/aa"),
        language,
        "agency.html",
        moment=moment,
        story=story,
        parent=None,
        duty_names={},
    )
    assert b"<script" not in response.body


def test_persian_reads_right_to_left_with_its_own_digits() -> None:
    html = front_page("fa")
    assert '<html lang="fa" dir="rtl">' in html
    assert "۶۶٫۷٪" in html
    assert "۲ دستگاه از ۳" in html


def test_english_reads_left_to_right() -> None:
    html = front_page("en")
    assert '<html lang="en" dir="ltr">' in html
    assert "66.7%" in html
    assert "2 of 3 bodies" in html


def test_links_and_the_other_language_keep_the_day_asked_for() -> None:
    html = front_page("fa")
    assert 'href="/fa/figures/connected?as_of=1401-07-10"' in html
    assert 'href="/en?as_of=1401-07-10"' in html


def test_simulated_data_is_said_to_be_so_in_both_languages_and_only_then() -> None:
    for language in LANGUAGES:
        assert "دادهٔ شبیه‌سازی‌شده" in front_page(language)
        assert "Simulated data" in front_page(language)
        assert "Simulated data" not in front_page(language, simulated=False)


def test_no_page_needs_an_inline_script_or_style() -> None:
    html = front_page("fa")
    assert "style=" not in html
    assert "<style" not in html
    assert "http://" not in html.replace("http://www.w3.org", "")


def test_a_problem_is_a_page_in_the_language_of_the_address() -> None:
    response = Renderer(False).problem(a_request("/en/agencies/x"), Problem(404, "about:blank", Said(HOSTILE, HOSTILE)))
    assert response.status_code == 404
    assert 'lang="en"' in bytes(response.body).decode()
    assert b"<script" not in response.body


def test_where_nobody_owes_the_duty_it_is_not_said_that_everybody_is_connected() -> None:
    assert "Nobody has been judged" in front_page("en", bodies={})
    assert "Every obligated body is connected" not in front_page("en", bodies={})
    assert "Every obligated body is connected" in front_page("en", bodies={an_agency("cc"): FULL})
