"""The officials the local issuer knows. None of them exists."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.registry.identity.official import Role


@dataclass(frozen=True, slots=True)
class DemoOfficial:
    """An invented official."""

    subject: str
    name_fa: str
    name_en: str
    roles: tuple[Role, ...]

    @property
    def name(self) -> str:
        """The name in tokens, and so in the registry's journal, marked as invented."""
        return f"{self.name_en} (synthetic)"


DEMO_OFFICIALS: Mapping[str, DemoOfficial] = {
    each.subject: each
    for each in (
        DemoOfficial("sara-registrar", "سارا رستمی", "Sara Rostami", ("registrar",)),
        DemoOfficial("omid-registrar", "امید توکلی", "Omid Tavakoli", ("registrar",)),
        DemoOfficial("parisa-approver", "پریسا نوری", "Parisa Nouri", ("approver",)),
        DemoOfficial("kaveh-approver", "کاوه صدری", "Kaveh Sadri", ("approver",)),
        DemoOfficial("laleh-overseer", "لاله افشار", "Laleh Afshar", ("overseer",)),
        DemoOfficial("navid-operator", "نوید بهرامی", "Navid Bahrami", ("operator",)),
        DemoOfficial("reza-inspector", "رضا کاظمی", "Reza Kazemi", ("inspector:inspection_organisation",)),
        DemoOfficial("mahin-inspector", "مهین سلطانی", "Mahin Soltani", ("inspector:oversight_committee",)),
        DemoOfficial("darya-inspector", "دریا امینی", "Darya Amini", ("inspector:article_90_commission",)),
        DemoOfficial("both-roles", "مینا یزدانی", "Mina Yazdani", ("registrar", "approver")),
    )
}
