"""The registration of a scenario, step by step."""

from collections.abc import Callable, Sequence
from functools import partial

from scenarios.player.agencies import Agencies
from scenarios.player.four_eyes import FourEyes
from scenarios.player.registering import Registrar

Step = Callable[[], None]


def registration(registrar: Registrar, officials: FourEyes, agencies: Agencies, codes: Sequence[str]) -> list[Step]:
    """All of it, to be done in this order at the start of the play. The law comes last: it binds who is there.

    The order is fixed, for the registry numbers its changes and facts are named by these numbers.

    Args:
        codes: of the agencies, in their order.
    """
    return [
        registrar.documents,
        registrar.groups,
        registrar.oversight_bodies,
        partial(registrar.table, "agencies"),
        partial(registrar.table, "services"),
        partial(registrar.table, "contacts"),
        lambda: agencies.take_codes(officials.hand_out_codes(list(codes))),
        *(partial(agencies.enrol, code) for code in codes),
        registrar.mandate,
    ]
