"""The page of an agency shows milestones, shares of services, and which verdict corrects which."""

import pytest
from mohlat_contracts.registry import Digitize, Level, Measure, Milestone, Proof
from mohlat_contracts.verdicts import MilestoneStanding, Share, VerdictData
from msgspec import structs

from services.auditor.scoreboard.book import Moment, Story
from services.auditor.scoreboard.rendering import Renderer
from services.auditor.scoreboard.share_table import COLUMNS, share_table
from services.calendar.jalali import Language
from tests.unit.scoreboard.books import AS_OF, DEADLINE, a_verdict, an_agency
from tests.unit.scoreboard.test_pages import DUTY, HOSTILE, LANGUAGES, a_request

BODY = an_agency("aa")
GOALS = (
    Milestone(code="half", name_fa="نیمه", name_en="Half", at=DEADLINE, share_percent=50),
    Milestone(code="all", name_fa=HOSTILE, name_en=HOSTILE, at=AS_OF.replace(year=AS_OF.year + 1)),
)
SHARE = structs.replace(
    DUTY, duty="digitize", obligation=Digitize(share_percent=30, level="fully_online"), milestones=GOALS
)
LEVELS: tuple[Level, ...] = ("information_only", "partly_online", "fully_online")
MEASURES: tuple[Measure, ...] = ("count", "use")
PROOFS: tuple[Proof, ...] = ("claimed", "certified")


def shares(whole: int) -> tuple[Share, ...]:
    keys = [(level, by, proof) for level in LEVELS for by in MEASURES for proof in PROOFS]
    return tuple(
        Share(level=level, by=by, proof=proof, reached=min(n, whole), whole=whole)
        for n, (level, by, proof) in enumerate(keys)
    )


def judged(whole: int = 40, supersedes: str | None = None) -> VerdictData:
    told = (
        MilestoneStanding(code="half", at=DEADLINE, outcome="on_time", reached_at=DEADLINE.replace(day=1)),
        MilestoneStanding(code="all", at=GOALS[1].at, outcome="unmet"),
    )
    verdict = a_verdict("aa", "met", grade=None, duty="digitize", outcome="on_time")
    return structs.replace(verdict, milestones=told, shares=shares(whole), supersedes=supersedes)


def page(language: Language, verdict: VerdictData, ids: tuple[str, ...] = ()) -> str:
    moment = Moment(AS_OF, AS_OF, (BODY,), {"aa": {"digitize": verdict}}, {0: AS_OF})
    response = Renderer(False).page(
        a_request(f"/{language}/agencies/aa"),
        language,
        "agency.html",
        moment=moment,
        story=Story(BODY, (SHARE,), (), (verdict, verdict), (), ids=ids),
        parent=None,
        duty_names={},
    )
    return bytes(response.body).decode()


def test_every_share_stands_in_its_row_and_column() -> None:
    rows = share_table(judged())
    assert [level for level, _ in rows] == list(LEVELS)
    assert [[(each.by, each.proof) for each in row] for _, row in rows] == [list(COLUMNS)] * 3
    assert share_table(a_verdict("aa", "met")) == []


def test_shares_are_shown_with_their_percentage_and_none_of_none_as_a_dash() -> None:
    html = page("en", judged())
    assert "11 of 40 (27.5%)" in html
    assert "۱۱ از ۴۰ (۲۷٫۵٪)" in page("fa", judged())
    assert page("en", judged(whole=0)).count("<td>—</td>") == 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_milestones_are_named_with_what_became_of_them(language: Language) -> None:
    html = page(language, judged())
    assert {"fa": "نیمه", "en": "Half"}[language] in html
    assert {"fa": "به‌موقع", "en": "on time"}[language] in html
    assert '<li class="open">' in html, "the later one may still be reached"
    assert "<script" not in html


def test_a_correction_leads_to_the_verdict_that_it_corrects() -> None:
    corrected = "a" * 64
    html = page("en", judged(supersedes=corrected), ids=(corrected, "b" * 64))
    assert f'id="verdict-{corrected}"' in html
    assert f'href="#verdict-{corrected}"' in html
    assert "Corrects the verdict before it" in page("en", judged(supersedes=corrected)), "named, where it is not shown"
    assert "Corrects" not in page("en", judged())
