"""Refusals about mandates, their deadlines and the exemptions from them."""

from datetime import datetime

from services.registry.problems.refused import Refused, Said


class DeadlineBeforeMandate(Refused):
    """`effective_from` is when the mandate enters into force."""

    mandate: str
    deadline: datetime
    effective_from: datetime
    name, status = "deadline-before-mandate", 422
    title = Said("مهلت پیش از اجرای حکم است", "The deadline lies before its mandate")
    template = Said(
        "حکم «{mandate}» از {effective_from} لازم‌الاجراست و مهلت آن ({deadline}) باید پس از آن باشد.",
        "The mandate {mandate} is in force from {effective_from}; its deadline {deadline} must lie after that.",
    )


class AnnouncedOutOfTime(Refused):
    """`at` is when it is said to have been announced; `effective_from` when the mandate enters into force."""

    mandate: str
    at: datetime
    effective_from: datetime
    name, status = "announced-out-of-time", 422
    title = Said("تاریخ اعلام پذیرفتنی نیست", "The announcement is out of its time")
    template = Said(
        "تمدید حکم «{mandate}» باید پس از آغاز آن ({effective_from}) و تا امروز اعلام شده باشد، نه در {at}.",
        "An extension of {mandate} was announced after {effective_from} and up to now, not at {at}.",
    )


class MandateRepealed(Refused):
    mandate: str
    at: datetime
    name, status = "mandate-repealed", 422
    title = Said("حکم لغو شده است", "The mandate is repealed")
    template = Said(
        "حکم «{mandate}» از {at} لغو شده است و این کار دربارهٔ آن ممکن نیست.",
        "The mandate {mandate} is repealed from {at}; this cannot be done with it.",
    )


class ExtensionNotLater(Refused):
    """`current` is the deadline that the extension would replace."""

    mandate: str
    deadline: datetime
    current: datetime
    name, status = "extension-not-later", 422
    title = Said("تمدید باید پس از مهلت کنونی باشد", "An extension must lie after the current deadline")
    template = Said(
        "مهلت کنونی حکم «{mandate}» {current} است و تمدید تا {deadline} پس از آن نیست.",
        "The current deadline of {mandate} is {current}; an extension to {deadline} does not lie after it.",
    )


class InstrumentMissing(Refused):
    action: str
    name, status = "instrument-missing", 422
    title = Said("مستند قانونی لازم است", "A legal instrument is needed")
    template = Said(
        "برای «{action}» باید مستند قانونی (شماره، تاریخ و مرجع صادرکننده) داده شود.",
        "{action} needs its legal instrument: number, date and issuer.",
    )


class ExemptionOverlaps(Refused):
    """`exemption` is the one that is in force for some of that time already."""

    agency: str
    exemption: str
    name, status = "exemption-overlaps", 422
    title = Said("دستگاه در بخشی از این مدت معاف است", "The agency is already exempt for some of that time")
    template = Said(
        "دستگاه «{agency}» در بخشی از این مدت با معافیت «{exemption}» معاف است.",
        "{agency} is exempt by {exemption} for some of that time already.",
    )
