"""An official: a person whom the issuer vouches for, and what she may do here."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["registrar", "approver", "overseer", "operator"]

ROLES: tuple[Role, ...] = get_args(Role)


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
