"""Refusals of the four eyes: who may propose, decide and take back."""

from services.registry.problems.refused import Refused, Said


class FourEyesRequired(Refused):
    action: str
    name, status = "four-eyes-required", 422
    title = Said("این کار به تأیید نفر دوم نیاز دارد", "This takes two officials")
    template = Said(
        "«{action}» فقط با پیشنهاد یک متصدی و تأیید فرد دیگری انجام می‌شود؛ آن را پیشنهاد کنید.",
        "{action} is only carried out when one official proposes it and another approves; propose it.",
    )


class SamePerson(Refused):
    """`number` is the proposal's."""

    number: int
    name, status = "same-person", 403
    title = Said("پیشنهاددهنده نمی‌تواند تصمیم‌گیرنده باشد", "Who proposed may not decide")
    template = Said(
        "پیشنهاد شمارهٔ {number} را خود شما داده‌اید؛ فرد دیگری باید دربارهٔ آن تصمیم بگیرد.",
        "You proposed {number} yourself; another official must decide on it.",
    )


class NotProposer(Refused):
    number: int
    name, status = "not-the-proposer", 403
    title = Said("فقط پیشنهاددهنده می‌تواند پیشنهاد را پس بگیرد", "Only its proposer may withdraw a proposal")
    template = Said(
        "پیشنهاد شمارهٔ {number} را فرد دیگری داده است و فقط همو می‌تواند آن را پس بگیرد.",
        "Proposal {number} was made by someone else; only that official may withdraw it.",
    )


class ProposalClosed(Refused):
    """`state` is one of approved, rejected, withdrawn."""

    number: int
    state: str
    name, status = "proposal-closed", 409
    title = Said("دربارهٔ این پیشنهاد تصمیم گرفته شده است", "The proposal is decided already")
    template = Said(
        "وضعیت پیشنهاد شمارهٔ {number} «{state}» است و دیگر تغییر نمی‌کند.",
        "Proposal {number} is {state} already and stays so.",
    )


class ProposalStale(Refused):
    """`entity` is what has changed since the proposal was made."""

    number: int
    entity: str
    name, status = "proposal-stale", 409
    title = Said("از زمان پیشنهاد چیزی تغییر کرده است", "What the proposal was based on has changed")
    template = Said(
        "«{entity}» پس از ثبت پیشنهاد شمارهٔ {number} تغییر کرده است؛ پیشنهاد را رد کنید و از نو پیشنهاد دهید.",
        "{entity} has changed since proposal {number} was made; reject it and propose anew.",
    )
