"""A refusal: what it is called, how HTTP says it, and why, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import ClassVar, Literal, NamedTuple, dataclass_transform

from services.registry.problems.words import spoken

Language = Literal["fa", "en"]


class Said(NamedTuple):
    """The same in both languages; of a detail, a template with the refusal's fields in braces."""

    fa: str
    en: str

    def in_(self, language: Language) -> str:
        return self.fa if language == "fa" else self.en


@dataclass_transform(kw_only_default=True, eq_default=False)
class Refused(Exception):
    """A request that the registry will not carry out; nothing of it has been written.

    A kind of refusal is a subclass whose annotated fields are this occurrence's facts; they are given by keyword, fill
    the template, and must be safe to show to whoever asked.

    Attributes:
        name: the domain's word for what is wrong; the last part of the problem's type.
        status: HTTP status of the problem.
        title: the same for every occurrence.
        template: what became of this one.
    """

    name: ClassVar[str] = "refused"
    status: ClassVar[int] = 422
    title: ClassVar[Said] = Said("سامانهٔ ثبت این درخواست را نمی‌پذیرد", "The registry refuses this")
    template: ClassVar[Said] = Said("درخواست پذیرفته نشد.", "The request was refused.")

    def __init_subclass__(cls) -> None:
        dataclass(kw_only=True, eq=False, repr=False)(cls)

    def detail(self, language: Language) -> str:
        """What is wrong with this request, in a sentence or two."""
        facts = {each.name: spoken(each.name, getattr(self, each.name), language) for each in fields(self)}  # type: ignore[arg-type]
        return self.template.in_(language).format_map(facts)

    def headers(self) -> Mapping[str, str]:
        """Headers that the answer needs beside the problem."""
        return {}

    def members(self) -> Mapping[str, object]:
        """Members that the problem holds beside the usual ones."""
        return {}

    def __str__(self) -> str:
        return self.detail("en")
