"""An official: a person whom the issuer vouches for, and what she may do here."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from mohlat_contracts.notices import OversightRole

Inspecting = Literal[
    "inspector:oversight_committee", "inspector:inspection_organisation", "inspector:article_90_commission"
]
"""Acting for one oversight body, and for no other."""
Role = Literal["registrar", "approver", "overseer", "operator"] | Inspecting

INSPECTORS: dict[OversightRole, Inspecting] = {
    "oversight_committee": "inspector:oversight_committee",
    "inspection_organisation": "inspector:inspection_organisation",
    "article_90_commission": "inspector:article_90_commission",
}
ROLES: tuple[Role, ...] = ("registrar", "approver", "overseer", "operator", *get_args(Inspecting))


def roles_among(words: Iterable[str]) -> frozenset[Role]:
    """The words that are roles of the registry; an issuer may hand out others, which mean nothing here."""
    named = set(words)
    return frozenset(role for role in ROLES if role in named)


@dataclass(frozen=True, slots=True)
class Official:
    """Who asks: `subject` is the issuer's stable name of a person, `name` is how she is shown to others."""

    subject: str
    name: str
    roles: frozenset[Role]

    def may_act_as(self, *roles: Role) -> bool:
        """Whether she has at least one of these roles."""
        return not self.roles.isdisjoint(roles)


def has_controls(text: str) -> bool:
    """Line breaks and the like, which no name and no address holds. A Persian joiner is none."""
    return any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in text)
