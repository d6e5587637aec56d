"""Every refusal can be said in both languages."""

import re
from dataclasses import fields
from datetime import UTC, date, datetime
from string import Formatter
from typing import Any, get_args

import pytest

from services.registry import problems
from services.registry.problems import NotFound, Refused, RoleMissing, Said, SpanReversed, TableRefused

KINDS = [
    kind
    for kind in vars(problems).values()
    if isinstance(kind, type) and issubclass(kind, Refused) and kind is not Refused
]
SAMPLES: dict[str, Any] = {
    "int": 3,
    "str": "sanjesh",
    "str | None": None,
    "datetime": datetime(2022, 9, 22, 20, 30, tzinfo=UTC),
    "date": date(2022, 9, 22),
    "Sequence[str]": ["a", "b"],
    "str | Sequence[str]": ("registrar", "approver"),
    "Sequence[Mapping[str, object]]": [{"line": 2}],
}


def sample(kind: type[Refused]) -> Refused:
    facts = {each.name: SAMPLES[_named(each.type)] for each in fields(kind)}  # type: ignore[arg-type]
    return kind(**facts)


def _named(annotation: Any) -> str:
    if isinstance(annotation, type) and not get_args(annotation):
        return annotation.__name__
    return str(annotation).replace("collections.abc.", "")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_refusal_is_said_in_both_languages(kind: type[Refused]) -> None:
    refusal = sample(kind)
    for said in (kind.title, Said(refusal.detail("fa"), refusal.detail("en"))):
        assert said.fa and said.en
        assert re.search(r"[\u0600-\u06ff]", said.fa), "Persian is in Persian letters"
        assert not re.search(r"[يكةى٠-٩]|[,;?] ", said.fa), "and in Persian letters, digits and marks, not Arabic ones"
        assert not re.search(r"[\u0600-\u06ff]", said.en)
        assert "{" not in said.fa + said.en
    assert str(refusal) == refusal.detail("en")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_both_languages_tell_the_same_facts(kind: type[Refused]) -> None:
    fa, en = ({name for _, name, _, _ in Formatter().parse(text) if name} for text in kind.template)
    assert fa == en
    assert fa <= {each.name for each in fields(kind)}  # type: ignore[arg-type]


def test_every_refusal_has_a_name_and_a_status_of_its_kind() -> None:
    names = [kind.name for kind in KINDS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)
    assert {kind.status for kind in KINDS} <= {401, 403, 404, 409, 410, 412, 413, 415, 422, 428, 429, 503}


def test_every_refusal_is_exported() -> None:
    def below(kind: type[Refused]) -> set[str]:
        return {each.__name__ for each in kind.__subclasses__()} | {
            name for each in kind.__subclasses__() for name in below(each)
        }

    assert below(Refused) <= set(problems.__all__)


def test_a_fact_that_is_left_out_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError, match="kind"):
        NotFound(code="sanjesh")  # type: ignore[call-arg]


def test_the_registrys_own_words_are_translated_and_codes_are_not() -> None:
    refusal = NotFound(kind="agency", code="agency")
    assert refusal.detail("fa") == "دستگاه با شناسهٔ «agency» در سامانهٔ ثبت نیست."
    assert refusal.detail("en") == "There is no agency agency."


def test_persian_reads_jalali_days_and_tehran_time() -> None:
    refusal = SpanReversed(
        start=datetime(2022, 9, 22, 20, 30, tzinfo=UTC), until=datetime(2022, 9, 21, 20, 30, tzinfo=UTC)
    )
    assert "۳۱ شهریور ۱۴۰۱ ساعت ۰۰:۰۰" in refusal.detail("fa")
    assert "2022-09-21T20:30:00Z" in refusal.detail("en")


def test_a_missing_role_names_the_alternatives() -> None:
    assert RoleMissing(needed="approver").detail("en") == "This takes the role approver."
    assert RoleMissing(needed=("registrar", "approver")).detail("en") == "This takes the role registrar or approver."


def test_long_lists_are_cut_short() -> None:
    detail = problems.ParentCycle(codes=[f"agency-{n}" for n in range(100)]).detail("en")
    assert "agency-9, …" in detail
    assert "agency-10" not in detail


def test_the_text_of_a_refused_table_shows_none_of_its_values() -> None:
    refusal = TableRefused(errors=[{"line": 2, "value": "person@example.org"}])
    assert "person@example.org" not in str(refusal)
    assert refusal.members() == {"errors": [{"line": 2, "value": "person@example.org"}]}
