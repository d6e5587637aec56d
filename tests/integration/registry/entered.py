"""What officials may enter, good and bad, about the few things that the model knows."""

from typing import Any

from hypothesis import strategies as st

from tests.integration.registry.model.book import LAST, written
from tests.integration.registry.referring import VERDICT
from tests.integration.registry.world import INSTRUMENT, a_service, an_agency

AGENCIES = ("aa", "bb", "cc", "dd", "ee", "ff")
GROUPS = ("ministries", "banks", "clubs")
MANDATES = {"window": ("connect", "digitize"), "portal": ("publish",)}
PROVINCES = ("fars", "yazd")
LEVELS = ("partly_online", "fully_online")
KINDS = ("core", "affiliated", "sandbox")
CONNECT = {"kind": "connect", "grade": "proven"}
LIMITS = {"silent_after_days": 21, "at_risk_days": 14, "grace_open_hours": 24}

Entries = st.SearchStrategy[dict[str, Any]]

days = st.integers(5, LAST).map(written) | st.integers(1, LAST).map(written)
"""Most of them when there is something already."""
maybe = st.none() | st.integers(5, LAST).map(written) | days
agencies = st.sampled_from(AGENCIES)
groups = st.sampled_from(GROUPS)
mandates = st.sampled_from(sorted(MANDATES))
duties = st.sampled_from([duty for each in MANDATES.values() for duty in each])
names = st.sampled_from(("One", "Two", "Three")).map(lambda name: {"name_en": name, "name_fa": f"نام {name}"})
places = st.fixed_dictionaries(
    {
        "group": groups,
        "kind": st.sampled_from((*KINDS, "core", "core")),
        "parent": st.none() | st.none() | agencies,
        "province": st.none() | st.sampled_from((*PROVINCES * 4, "atlantis")),
    }
)


def _action(name: str, **fields: st.SearchStrategy[Any]) -> Entries:
    return st.fixed_dictionaries({"action": st.just(name), **fields})


def _named(name: str, **fields: st.SearchStrategy[Any]) -> Entries:
    return st.builds(lambda entry, given: entry | given, _action(name, **fields), names)


def _any(among: tuple[str, ...], at_most: int = 2) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(among), max_size=at_most, unique=True)


instruments = st.just(INSTRUMENT)
newcomers = st.builds(
    lambda code, name, place, founded: an_agency(code) | name | place | {"founded": founded},
    agencies,
    names,
    places,
    st.none() | maybe,
)
binds = st.fixed_dictionaries(
    {
        "kinds": _any(KINDS),
        "groups": _any(GROUPS[:2], 1),
        "parents": _any(AGENCIES[:3], 1),
        "including": _any(AGENCIES[:4], 1),
        "excluding": _any(AGENCIES[:3], 1),
    }
)
roll_ups = st.one_of(
    st.sampled_from(({"kind": "alone"}, {"kind": "every"}, {"kind": "share", "percent": 50, "reach": "direct"})),
    agencies.map(lambda code: {"kind": "weighted", "percent": 60, "weights": {code: 3}}),
)
scopes = st.one_of(
    st.just({"kind": "all"}),
    st.fixed_dictionaries({"kind": st.just("group"), "code": groups}),
    st.fixed_dictionaries({"kind": st.just("agency"), "code": agencies}),
)

put_group = _named("put_group", code=groups, effective_from=maybe)
rename = _named("rename_agency", agency=agencies, effective_from=maybe, effective_until=st.none() | maybe)
register = _action("register_agencies", agencies=st.lists(newcomers, min_size=1, max_size=3))
move = st.builds(
    lambda entry, place: entry | place,
    _action("move_agency", agency=agencies, effective_from=maybe, effective_until=st.none() | maybe),
    places,
)
merge = _action(
    "merge_agencies", agencies=st.lists(agencies, min_size=1, max_size=2), into=agencies, effective_from=maybe
)
split = _action(
    "split_agency",
    agency=agencies,
    into=st.lists(newcomers, min_size=1, max_size=2),
    continues=st.booleans(),
    effective_from=maybe,
)
dissolve = _action("dissolve_agency", agency=agencies, effective_from=maybe)
extend = _action(
    "extend_deadline", mandate=mandates, deadline=days, scope=scopes, announced_at=maybe, instrument=instruments
)
withdraw_extension = _action(
    "withdraw_extension", mandate=mandates, deadline_revision=st.integers(1, 3), instrument=instruments
)
amend = _action("amend_binding", duty=duties, binds=binds, effective_from=maybe, instrument=instruments)
amend_roll_up = _action("amend_roll_up", duty=duties, roll_up=roll_ups, instrument=instruments)
repeal = _action("repeal_mandate", mandate=mandates, effective_from=maybe, instrument=instruments)
grant = st.builds(
    lambda entry, span: entry | span,
    _action(
        "grant_exemption",
        agency=agencies,
        code=st.sampled_from(("first", "second")),
        mandate=mandates,
        basis_en=st.sampled_from(("Its services do not concern the public", "It has no services")),
        basis_fa=st.just("خدمتی ندارد"),
        approver=st.just("هیئت وزیران"),
        instrument=instruments,
    ),
    st.fixed_dictionaries({"from": maybe, "until": maybe}),
)
end_exemption = _action("end_exemption", agency=agencies, code=st.sampled_from(("first", "second")), until=maybe)

services = st.sampled_from(("s1", "s2"))
CERTIFICATE = {"level": LEVELS[0], "certifier": "سازمان اداری و استخدامی", "instrument": INSTRUMENT}
certify = st.builds(
    lambda named, span: {"action": "certify_services", "certificates": [CERTIFICATE | named | span]},
    st.fixed_dictionaries({"agency": agencies, "service": services, "level": st.sampled_from(LEVELS)}),
    st.fixed_dictionaries({"from": maybe, "until": st.none() | maybe}),
)
end_certificate = _action("end_certificate", agency=agencies, service=services, until=maybe)
correct_certificate = st.builds(
    lambda entry, span: entry | span,
    _action(
        "correct_certificate",
        agency=agencies,
        service=services,
        holds_at=days,
        level=st.none() | st.sampled_from(LEVELS),
        endless=st.booleans(),
        struck=st.sampled_from((False, False, True)),
    ),
    st.fixed_dictionaries({"from": st.none() | maybe, "until": st.none() | maybe}),
)

refer = st.builds(
    lambda entry, since: entry | {"breach": {"verdict": VERDICT, "since": since}},
    _action("open_referral", agency=agencies, duty=duties),
    days,
)
"""Its code, number and dates are not drawn: nothing depends on them here."""


@st.composite
def enact(draw: st.DrawFn) -> dict[str, Any]:
    code = draw(mandates)
    return {
        "action": "enact_mandate",
        "code": code,
        "name_fa": "حکم",
        "name_en": "Mandate",
        "instrument": INSTRUMENT,
        "limits": LIMITS,
        "deadline": draw(days),
        "effective_from": draw(maybe),
        "announced_at": draw(maybe),
        "duties": [
            {"code": duty, "obligation": CONNECT, "binds": draw(binds), "roll_up": draw(st.none() | roll_ups)}
            for duty in MANDATES[code]
        ],
    }


@st.composite
def list_services(draw: st.DrawFn) -> dict[str, Any]:
    agency, start = draw(agencies), draw(maybe)
    service = a_service(agency, code=draw(st.sampled_from(("s1", "s2"))), high_use=draw(st.booleans()))
    return {"action": "list_services", "services": [service | ({"effective_from": start} if start else {})]}


retire_service = _action("retire_service", agency=agencies, service=st.sampled_from(("s1", "s2")), effective_from=maybe)

proposable = st.one_of(
    register,
    register,
    move,
    merge,
    split,
    dissolve,
    enact(),
    extend,
    withdraw_extension,
    amend,
    amend_roll_up,
    repeal,
    grant,
    end_exemption,
    certify,
    end_certificate,
    correct_certificate,
    list_services(),
    retire_service,
)
