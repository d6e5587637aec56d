"""Sample bodies: as many as are wanted, alike but for their number."""

from scenarios.building.rows import RosterRow, mailbox, synthetic_name


def samples(prefix: str, group: str, fa: str, en: str, many: int, services: int) -> list[RosterRow]:
    """Core bodies `<prefix>-001` and on, each with so many high-use services.

    Args:
        fa: `{}` is the place of the number.
    """
    return [_sample(f"{prefix}-{n:03}", group, synthetic_name(fa, en, n), services) for n in range(1, many + 1)]


def _sample(code: str, group: str, names: tuple[str, str], services: int) -> RosterRow:
    return RosterRow(
        code=code,
        name_fa=names[0],
        name_en=names[1],
        group=group,
        kind="core",
        contact_email=mailbox(code),
        high_use_services=services,
        other_services=0,
    )
