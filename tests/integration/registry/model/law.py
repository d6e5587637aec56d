"""What becomes of mandates."""

from dataclasses import replace

from tests.integration.registry.model.book import (
    DAYS,
    NAMED,
    NEVER,
    Broken,
    Day,
    History,
    Link,
    Mandate,
    Rule,
    State,
    first,
    put,
    since,
    until,
)
from tests.integration.registry.model.entry import Entry, day_in, day_or_today, refuse

ALONE = "alone"


def enact(state: State, entry: Entry) -> None:
    start, deadline = day_or_today(state, entry), day_or_today(state, entry, "deadline")
    rules = {duty["code"]: since(start, _rule(duty["binds"])) for duty in entry["duties"]}
    announced = min(day_in(entry, "announced_at") or start, state.today)
    roll_ups = {duty["code"]: _enacted_roll_up(duty["roll_up"], start) for duty in entry["duties"]}
    entered = Mandate(since(start, True), rules, (Link(0, deadline, announced, ("all", None)),), roll_ups)
    held: Mandate | None = state.get("mandate", entry["code"])
    if held is not None:
        refuse(
            "mandate-repealed" if until_when(held) != NEVER else None,
            None if _same(held, entered, entry) else "content-differs",
        )
        return
    refuse(
        *(_unknown(state, duty["binds"]) for duty in entry["duties"]),
        *(_weighs_nobody(state, duty["roll_up"]) for duty in entry["duties"]),
        "deadline-before-mandate" if deadline <= start else None,
    )
    state.put(entered, "mandate", entry["code"])


def _same(held: Mandate, entered: Mandate, entry: Entry) -> bool:
    """Whether it was enacted like this; a rule that was amended from its first day on is not there to be compared."""
    original, again = held.chain[0], entered.chain[0]
    return (
        original.at == again.at
        and day_in(entry) in (None, first(held.force))
        and day_in(entry, "announced_at") in (None, original.announced)
        and all(_enacted(rules) in (None, _enacted(entered.rules[duty])) for duty, rules in held.rules.items())
        and all(_same_roll_up(held, entered, duty) for duty in held.rules)
    )


def _enacted(rules: History) -> Rule | None:
    """The first rule that nobody amended."""
    return next((rule for rule in rules if rule is not None and not rule.amended), None)


def _same_roll_up(held: Mandate, entered: Mandate, duty: str) -> bool:
    (word, amended), (again, _) = (
        each.roll_ups[duty][first(held.force)] or (ALONE, False) for each in (held, replace(entered, force=held.force))
    )
    return bool(amended or word == again)


def _enacted_roll_up(entry: Entry | None, start: Day) -> History:
    return since(start, None if entry is None else (roll_up_word(entry), False))


def roll_up_word(told: Entry) -> str:
    """A rule in a word: its kind, and who has a weight of its own."""
    return " ".join((told["kind"], *sorted(told.get("weights") or ())))


def _weighs_nobody(state: State, entry: Entry | None) -> str | None:
    """Whether it gives weight to somebody who is not registered."""
    weighed = set((entry or {}).get("weights") or ())
    return None if weighed <= state.of("agency").keys() else "reference-unknown"


def _rule(binds: Entry, *, amended: bool = False) -> Rule:
    return Rule(**{field: frozenset(binds.get(field, ())) for field in NAMED}, amended=amended)


def _unknown(state: State, binds: Entry) -> str | None:
    """Whether a rule names somebody who is not registered."""
    rule = _rule(binds)
    agencies = rule.parents | rule.including | rule.excluding
    known = agencies <= state.of("agency").keys() and rule.groups <= state.of("group").keys()
    return None if known else "reference-unknown"


def extend(state: State, entry: Entry) -> None:
    mandate: Mandate = state.the("mandate", entry["mandate"])
    kind, code = scope = entry["scope"]["kind"], entry["scope"].get("code")
    link = Link(
        len(mandate.chain), day_or_today(state, entry, "deadline"), day_or_today(state, entry, "announced_at"), scope
    )
    refuse(
        None if first(mandate.force) <= link.announced <= state.today else "announced-out-of-time",
        None if kind == "all" or state.get(kind, code) else "reference-unknown",
    )
    counting = [each for each in mandate.chain if each.withdrawn == NEVER]
    if any((each.at, each.scope) == (link.at, scope) for each in counting):
        return
    repealed = until_when(mandate)
    refuse(
        "mandate-repealed" if link.announced >= repealed or link.at > repealed else None,
        "deadline-before-mandate" if link.at <= first(mandate.force) else None,
        "extension-not-later"
        if any(link.at <= each.at and _all_have(state, each, scope) for each in counting)
        else None,
    )
    state.put(replace(mandate, chain=(*mandate.chain, link)), "mandate", entry["mandate"])


def until_when(mandate: Mandate) -> Day:
    """When it is repealed."""
    return next((day for day in DAYS if day > first(mandate.force) and mandate.force[day] is None), NEVER)


def _all_have(state: State, link: Link, scope: tuple[str, str | None]) -> bool:
    """Whether everybody in a scope has this link; who has a later one keeps it."""
    kind, code = scope
    if link.scope in (scope, ("all", None)):
        return True
    return kind == "agency" and link.takes_in(code or "", state.the("agency", code or ""))


def withdraw(state: State, entry: Entry) -> None:
    mandate: Mandate = state.the("mandate", entry["mandate"])
    number = entry["deadline_revision"]
    refuse(None if number < len(mandate.chain) else "not-found")
    chain = tuple(
        replace(link, withdrawn=state.today) if link.revision == number and link.withdrawn == NEVER else link
        for link in mandate.chain
    )
    state.put(replace(mandate, chain=chain), "mandate", entry["mandate"])


def amend(state: State, entry: Entry) -> None:
    refuse(_unknown(state, entry["binds"]))
    rule, start = _rule(entry["binds"], amended=True), day_or_today(state, entry)
    for code, mandate in state.of("mandate").items():
        if entry["duty"] in mandate.rules:
            rules = mandate.rules | {entry["duty"]: put(mandate.rules[entry["duty"]], rule, start)}
            state.put(replace(mandate, rules=rules), "mandate", code)
            return
    raise Broken("not-found")


def amend_roll_up(state: State, entry: Entry) -> None:
    """From today on, or since the mandate begins."""
    refuse(_weighs_nobody(state, entry["roll_up"]))
    word = roll_up_word(entry["roll_up"])
    for code, mandate in state.of("mandate").items():
        if entry["duty"] in mandate.rules:
            start, held = max(state.today, first(mandate.force)), mandate.roll_ups[entry["duty"]]
            refuse("mandate-repealed" if until_when(mandate) <= start else None)
            if word != (held[-1] or (ALONE, False))[0]:
                amended = tuple((word, True) if day >= start else each for day, each in zip(DAYS, held, strict=True))
                state.put(replace(mandate, roll_ups=mandate.roll_ups | {entry["duty"]: amended}), "mandate", code)
            return
    raise Broken("not-found")


def repeal(state: State, entry: Entry) -> None:
    """One that is repealed already can only be given another day for that."""
    mandate: Mandate = state.the("mandate", entry["mandate"])
    start, end = first(mandate.force), day_or_today(state, entry)
    again = until_when(mandate) != NEVER and day_in(entry) is None
    refuse("mandate-repealed" if again else None, "deadline-before-mandate" if end <= start else None)
    state.put(replace(mandate, force=until(since(start, True), end)), "mandate", entry["mandate"])
