"""What the model answers when it is asked as the registry is: as of an instant, as known at one."""

from datetime import datetime
from typing import Any

from tests.integration.registry.model.book import (
    NEVER,
    Agency,
    Book,
    Exemption,
    History,
    Link,
    Mandate,
    bound,
    day_of,
    instant,
    standing,
)
from tests.integration.registry.model.law import ALONE

Answer = dict[str, Any]


class Seen:
    """The model from one viewpoint. Deadlines, like all ends, are told as days; NEVER is null."""

    def __init__(self, book: Book, as_of: datetime, known_at: datetime) -> None:
        self._number, self._known_at, self._as_of = book.number_at(known_at), known_at, as_of
        self._book, self._day, self._found = book, day_of(as_of), book.known(self._number)

    def known(self, kind: str) -> dict[str, Any]:
        """By code, with its agency's where it belongs to one."""
        return {code: content for code, _, content in self._of(kind)}

    def day_of_change(self, number: int) -> int:
        return self._book.changes[number - 1][0]

    def changes(self) -> list[int]:
        return list(range(1, self._number + 1))

    def proposals(self, state: str | None = None) -> list[tuple[int, str, int | None]]:
        """What was decided later was not known yet."""
        known = [
            (number, proposal.state, proposal.change)
            if instant(proposal.decided) < self._known_at
            else (number, "proposed", None)
            for number, proposal in enumerate(self._book.proposals, 1)
            if instant(proposal.made) < self._known_at
        ]
        return [each for each in known if state in (None, each[1])]

    def groups(self) -> list[Answer]:
        return [
            {"code": code, "revision": number, "name_en": standing(names, self._day)}
            for code, number, names in self._of("group")
        ]

    def agencies(self, **place: str) -> list[Answer]:
        every = [self._agency(code, number, held) for code, number, held in self._of("agency")]
        return [each for each in every if each["exists"] and all(each[name] == value for name, value in place.items())]

    def agency(self, code: str) -> Answer | None:
        """None when it was not known."""
        if ("agency", code) not in self._found:
            return None
        revision = self._found["agency", code]
        held: Agency = revision.content
        history = [(name, *place) if place else None for name, place in zip(held.names, held.place, strict=True)]
        return self._agency(code, revision.number, held) | {
            "history": tuple(history),
            "predecessors": held.predecessors,
            "successors": held.successors,
            "services": self.services(code),
            "duties": self._duties(code, held),
            "exemptions": [
                (name, exemption.mandate, number, exemption.start, exemption.end, self._covers(exemption))
                for name, number, exemption in self._owned("exemption", code)
            ],
            "certifications": self.certifications(code),
        }

    def services(self, agency: str) -> list[Answer]:
        return [
            {
                "code": code,
                "revision": number,
                "offered": service.traits[self._day] is not None,
                "history": service.traits,
            }
            for code, number, service in self._owned("service", agency)
        ]

    def certifications(self, agency: str) -> list[Answer]:
        return [
            {"service": code, "revision": number, "level": levels[self._day], "history": levels}
            for code, number, levels in self._owned("certification", agency)
        ]

    def certified(self, level: str | None = None) -> list[tuple[str, str, str]]:
        """Agency, service and level of what is certified then."""
        return sorted(
            (name.split("/")[0], name.split("/")[1], levels[self._day])
            for name, _, levels in self._of("certification")
            if levels[self._day] is not None and level in (None, levels[self._day])
        )

    def exempt(self) -> list[tuple[str, str]]:
        return sorted(
            tuple(name.split("/"))  # type: ignore[misc]
            for name, _, exemption in self._of("exemption")
            if self._covers(exemption)
        )

    def referrals(self, agency: str | None = None) -> list[Answer]:
        """Those that were open by then; none is ever answered here."""
        return [
            {"code": code, "revision": number, "agency": held.agency, "duty": held.duty, "state": "opened"}
            for code, number, held in self._of("referral")
            if held.at <= self._as_of and agency in (None, held.agency)
        ]

    def mandates(self) -> list[Answer]:
        return [
            {
                "code": code,
                "revision": number,
                "in_force": mandate.force[self._day] is not None,
                "original": mandate.chain[0].at,
                "current": max(link.at for link in mandate.chain if self._counts(link) and link.scope[0] == "all"),
                "deadlines": [link.revision for link in mandate.chain if self._is_announced(link)],
                "duties": mandate.rules,
                "roll_ups": mandate.roll_ups,
            }
            for code, number, mandate in self._of("mandate")
        ]

    def bound(self, mandate: str) -> list[tuple[str, list[str]]] | None:
        """None when there was no such mandate."""
        if ("mandate", mandate) not in self._found:
            return None
        content: Mandate = self._found["mandate", mandate].content
        found = []
        for code, _, held in self._of("agency"):
            duties = [duty for duty in content.rules if bound(code, held, content, duty)[self._day]]
            if duties:
                found.append((code, duties))
        return found

    def duties(self, agency: str) -> dict[str, tuple[History, list[int], str | None]]:
        """By duty when it binds, the whole chain of deadlines that count, and how a parent stands, as it is known."""
        held: Agency = self._found["agency", agency].content
        return {
            duty: (
                bound(agency, held, mandate, duty),
                _rising(self._chain(agency, held, mandate, None)),
                _word_of(mandate.roll_ups[duty][-1]),
            )
            for _, _, mandate in self._of("mandate")
            for duty in mandate.rules
            if self._was_ever_bound(agency, duty)
        }

    def _agency(self, code: str, number: int, held: Agency) -> Answer:
        place = standing(held.place, self._day)
        return {
            "code": code,
            "revision": number,
            "exists": held.place[self._day] is not None,
            "name_en": standing(held.names, self._day),
            "group": place.group,
            "group_name": standing(self._found["group", place.group].content, self._day),
            "kind": place.kind,
            "parent": place.parent,
            "province": place.province,
        }

    def _duties(self, agency: str, held: Agency) -> list[Answer]:
        found = []
        for code, number, mandate in self._of("mandate"):
            chain = self._chain(agency, held, mandate, self._day)
            for duty in mandate.rules:
                if self._was_ever_bound(agency, duty):
                    binds = bound(agency, held, mandate, duty)
                    found.append(
                        {
                            "duty": duty,
                            "mandate": code,
                            "revision": number,
                            "binding": bool(binds[self._day]),
                            "bound": binds,
                            "original": mandate.chain[0].at,
                            "current": max(link.at for link in chain),
                            "deadlines": _rising(chain),
                            "roll_up": _word_of(mandate.roll_ups[duty][self._day]),
                        }
                    )
        return found

    def _chain(self, agency: str, held: Agency, mandate: Mandate, day: int | None) -> list[Link]:
        """What counts for an agency on a day, or at all."""
        return [
            link
            for link in mandate.chain
            if link.takes_in(agency, held) and (self._counts(link) if day is not None else link.withdrawn == NEVER)
        ]

    def _was_ever_bound(self, agency: str, duty: str) -> bool:
        return self._book.ever_bound.get((agency, duty), self._number + 1) <= self._number

    def _is_announced(self, link: Link) -> bool:
        return link.revision == 0 or link.announced <= self._day

    def _counts(self, link: Link) -> bool:
        return self._is_announced(link) and link.withdrawn > self._day

    def _covers(self, exemption: Exemption) -> bool:
        return exemption.start <= self._day < exemption.end

    def _of(self, kind: str) -> list[tuple[str, int, Any]]:
        named = [("/".join(code), found) for (each, *code), found in self._found.items() if each == kind]
        return sorted((code, found.number, found.content) for code, found in named)

    def _owned(self, kind: str, agency: str) -> list[tuple[str, int, Any]]:
        return [
            (name.partition("/")[2], number, content)
            for name, number, content in self._of(kind)
            if name.startswith(f"{agency}/")
        ]


def _word_of(roll_up: tuple[str, bool] | None) -> str | None:
    """None where a parent stands alone, whoever said so."""
    return None if roll_up is None or roll_up[0] == ALONE else roll_up[0]


def _rising(links: list[Link]) -> list[int]:
    """Revisions of those that are later than all before them."""
    return [
        link.revision for link in links if all(other.at < link.at for other in links if other.revision < link.revision)
    ]
