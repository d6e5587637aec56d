"""What every operation makes of the model, as it is entered; and what it is about."""

from collections.abc import Callable

from tests.integration.registry.model import agencies, certificates, exemptions, law, referrals, services
from tests.integration.registry.model.book import Entity, State
from tests.integration.registry.model.entry import Entry


def carry_out(state: State, entry: Entry) -> None:
    """Raises Broken with every rule that forbids it, in which case the state is of no more use."""
    _HOW[entry["action"]](state, entry)


def subjects_of(state: State, entry: Entry) -> frozenset[Entity]:
    """What must not have changed between a proposal and its approval; None of what makes something new."""
    match entry["action"]:
        case "move_agency" | "split_agency" | "dissolve_agency":
            return frozenset({("agency", entry["agency"])})
        case "merge_agencies":
            return frozenset(("agency", code) for code in (*entry["agencies"], entry["into"]))
        case "withdraw_extension" | "repeal_mandate":
            return frozenset({("mandate", entry["mandate"])})
        case "amend_binding" | "amend_roll_up":
            mandates = state.of("mandate").items()
            return frozenset(("mandate", code) for code, mandate in mandates if entry["duty"] in mandate.rules)
        case "end_exemption":
            return frozenset({("exemption", entry["agency"], entry["code"])})
        case "certify_services":
            return frozenset(("certification", each["agency"], each["service"]) for each in entry["certificates"])
        case "end_certificate" | "correct_certificate":
            return frozenset({("certification", entry["agency"], entry["service"])})
        case "list_services":
            return frozenset(("service", each["agency"], each["code"]) for each in entry["services"])
        case "retire_service":
            return frozenset({("service", entry["agency"], entry["service"])})
    return frozenset()


_HOW: dict[str, Callable[[State, Entry], None]] = {
    "put_group": agencies.put_group,
    "register_agencies": agencies.register,
    "rename_agency": agencies.rename,
    "move_agency": agencies.move,
    "merge_agencies": agencies.merge,
    "split_agency": agencies.split,
    "dissolve_agency": agencies.dissolve,
    "list_services": services.list_services,
    "retire_service": services.retire,
    "enact_mandate": law.enact,
    "extend_deadline": law.extend,
    "withdraw_extension": law.withdraw,
    "amend_binding": law.amend,
    "amend_roll_up": law.amend_roll_up,
    "repeal_mandate": law.repeal,
    "grant_exemption": exemptions.grant,
    "end_exemption": exemptions.end,
    "certify_services": certificates.certify,
    "end_certificate": certificates.end,
    "correct_certificate": certificates.correct,
    "put_oversight_body": referrals.put_oversight_body,
    "open_referral": referrals.open_one,
}
