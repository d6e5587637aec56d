"""How a parent stands with its affiliates is law: enacted with the mandate, amended by four eyes, said of everybody."""

from typing import Any

import pytest
from mohlat_contracts.registry import (
    Digitize,
    DutyAssigned,
    DutyData,
    EveryAffiliate,
    RollUpRule,
    ShareOfAffiliates,
    Weighted,
)

from tests.integration.registry.world import EXTENSION, INSTRUMENT, MANDATE, START, World, an_agency, registering

JUNE = "2022-06-20T19:30:00Z"
CODES = ("sanjesh", "hadafmandi", "hospital", "clinic")
WEIGHTED = {"kind": "weighted", "percent": 75, "own": 0, "weights": {"hospital": 3, "clinic": 2}}
BY_SHARE = {"kind": "share", "percent": 80, "reach": "direct"}


def law(roll_up: Any, **obligation: Any) -> dict[str, Any]:
    connect, digitize = MANDATE["duties"]
    digitizing = digitize | {"obligation": digitize["obligation"] | obligation}
    return MANDATE | {"duties": [connect | {"roll_up": roll_up}, digitizing]}


def amending(roll_up: Any, **more: Any) -> dict[str, Any]:
    return {
        "action": "amend_roll_up",
        "duty": "connect",
        "roll_up": roll_up,
        "instrument": INSTRUMENT | {"number": "21"},
    } | more


async def founded(world: World) -> None:
    await world.found()
    await world.put_group("hospitals")
    places: tuple[dict[str, Any], ...] = (
        {},
        {},
        {"parent": "sanjesh", "group": "hospitals"},
        {"parent": "sanjesh", "kind": "affiliated"},
    )
    await world.enact(registering(*(an_agency(code, **place) for code, place in zip(CODES, places, strict=True))))


async def said(world: World) -> dict[tuple[str, str], DutyData]:
    """The last word of each duty."""
    facts = [event.data for _, events in await world.said() for event in events if isinstance(event, DutyAssigned)]
    return {(fact.agency, fact.duty): fact for fact in facts}


@pytest.mark.parametrize(
    ("entered", "rule"),
    [
        ({"kind": "every"}, EveryAffiliate(reach="all")),
        (BY_SHARE, ShareOfAffiliates(percent=80, reach="direct")),
        (WEIGHTED, Weighted(percent=75, own=0, weights={"clinic": 2, "hospital": 3}, otherwise=1, reach="all")),
        ({"kind": "alone"}, None),
        (None, None),
    ],
)
async def test_a_mandate_is_said_with_its_rule(world: World, entered: Any, rule: RollUpRule | None) -> None:
    await founded(world)
    await world.enact(law(entered))
    facts = await said(world)
    assert {facts[code, "connect"].roll_up == rule for code in CODES} == {True}
    assert facts["sanjesh", "digitize"].roll_up is None
    assert (await world.enact(law(entered)))["change"] is None


async def test_an_amendment_holds_from_its_approval_and_is_said_of_whoever_is_bound(world: World) -> None:
    """Of those in an extension's scope of their own too; and of no other duty."""
    await founded(world)
    await world.enact(law(BY_SHARE))
    await world.enact(EXTENSION | {"scope": {"kind": "group", "code": "hospitals"}})
    await world.move(JUNE)
    before = await said(world)
    number = (await world.enact(amending(WEIGHTED)))["change"]
    after = await said(world)
    assert {code for code, duty in after if after[code, duty].revision == number} == set(CODES)
    assert {duty for code, duty in after if after[code, duty].revision == number} == {"connect"}
    for code in CODES:
        old, new = before[code, "connect"], after[code, "connect"]
        assert isinstance(new.roll_up, Weighted)
        assert (old.deadlines, old.bound, old.obligation) == (new.deadlines, new.bound, new.obligation)
    assert len(after["hospital", "connect"].deadlines) == 2
    told = await world.read("/v1/mandates/window")
    connect = told["duties"][0]["roll_ups"]
    assert [(each["kind"], each["start"], each["until"]) for each in connect] == [
        ("share", START, JUNE),
        ("weighted", JUNE, None),
    ]
    assert [each["amended_by"] and each["amended_by"]["number"] for each in connect] == [None, "21"]
    standing = {
        at: (await world.read("/v1/agencies/sanjesh", as_of=at))["duties"][0]["roll_up"] for at in (START, JUNE)
    }
    assert {at: rule["kind"] for at, rule in standing.items()} == {START: "share", JUNE: "weighted"}
    known = (await world.read("/v1/mandates/window", known_at=JUNE))["duties"][0]["roll_ups"]
    assert [(each["kind"], each["until"]) for each in known] == [("share", None)]


async def test_a_parent_may_stand_alone_again(world: World) -> None:
    await founded(world)
    await world.enact(law({"kind": "every"}))
    await world.move(JUNE)
    await world.enact(amending({"kind": "alone"}))
    assert {(await said(world))[code, "connect"].roll_up for code in CODES} == {None}
    assert (await world.read("/v1/agencies/sanjesh"))["duties"][0]["roll_up"] is None
    assert (await world.enact(amending({"kind": "alone"})))["change"] is None


async def test_who_comes_later_is_told_the_rule_that_stands(world: World) -> None:
    await founded(world)
    await world.enact(law(BY_SHARE))
    await world.enact(amending({"kind": "every"}))
    await world.move(JUNE)
    await world.enact(registering(an_agency("late")))
    assert (await said(world))["late", "connect"].roll_up == EveryAffiliate()


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        pytest.param(amending(BY_SHARE, duty="nothing"), "not-found", id="an unknown duty"),
        pytest.param(amending(BY_SHARE, instrument=None), "instrument-missing", id="on nothing"),
        pytest.param(amending(WEIGHTED | {"weights": {"nobody": 1}}), "reference-unknown", id="weight for nobody"),
        pytest.param(law(WEIGHTED | {"weights": {"nobody": 1}}) | {"code": "o"}, "reference-unknown", id="enacted so"),
        pytest.param(amending(WEIGHTED | {"weights": {}, "otherwise": 0}), "request-malformed", id="all weigh nothing"),
        pytest.param(amending({"kind": "share", "percent": 0}), "request-malformed", id="no share"),
        pytest.param(amending({"kind": "most"}), "request-malformed", id="no such rule"),
        pytest.param(law({"kind": "every"}), "content-differs", id="enacted otherwise"),
    ],
)
async def test_what_is_no_rule_is_refused(world: World, operation: dict[str, Any], name: str) -> None:
    await founded(world)
    await world.enact(law(BY_SHARE))
    answer = await world.propose(operation)
    assert (answer.status_code >= 400, answer.json()["name"]) == (True, name), answer.text


async def test_of_a_repealed_mandate_nothing_is_amended(world: World) -> None:
    await founded(world)
    await world.enact(law(BY_SHARE))
    await world.move(JUNE)
    await world.enact({"action": "repeal_mandate", "mandate": "window", "instrument": INSTRUMENT})
    assert (await world.propose(amending({"kind": "every"}))).json()["name"] == "mandate-repealed"


async def test_a_duty_says_whose_word_a_level_rests_on(world: World) -> None:
    await founded(world)
    await world.enact(law(None, proof="certified"))
    obligation = (await said(world))["sanjesh", "digitize"].obligation
    assert isinstance(obligation, Digitize)
    assert obligation.proof == "certified"
    told = (await world.read("/v1/mandates/window"))["duties"]
    assert [each["obligation"]["proof"] for each in told] == [None, "certified"]
