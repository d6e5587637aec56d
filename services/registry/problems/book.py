"""Refusals about what is registered: codes, agencies and their places, spans of time."""

from collections.abc import Sequence
from datetime import datetime

from services.registry.problems.refused import Refused, Said


class NotFound(Refused):
    """`kind` is one of the book's words for its entities, or of proposal, change, document, contact."""

    kind: str
    code: str
    name, status = "not-found", 404
    title = Said("چنین چیزی در سامانهٔ ثبت نیست", "There is no such thing in the registry")
    template = Said("{kind} با شناسهٔ «{code}» در سامانهٔ ثبت نیست.", "There is no {kind} {code}.")


class ReferenceUnknown(Refused):
    """`where` is the field of the request that refers to it."""

    kind: str
    code: str
    where: str
    name, status = "reference-unknown", 422
    title = Said(
        "درخواست به چیزی اشاره می‌کند که ثبت نشده است", "The request refers to something that is not registered"
    )
    template = Said(
        "در «{where}» به {kind} با شناسهٔ «{code}» اشاره شده که ثبت نشده است.",
        "{where} refers to the {kind} {code}, which is not registered.",
    )


class ContentDiffers(Refused):
    kind: str
    code: str
    name, status = "content-differs", 409
    title = Said("این شناسه پیش‌تر با محتوای دیگری ثبت شده است", "The code is taken by something else")
    template = Said(
        "{kind} با شناسهٔ «{code}» پیش‌تر با محتوای دیگری ثبت شده است.",
        "The {kind} {code} is registered already, with other content.",
    )


class Repeated(Refused):
    kind: str
    code: str
    name, status = "repeated-in-request", 422
    title = Said("یک شناسه در درخواست تکرار شده است", "The request names the same thing twice")
    template = Said(
        "{kind} با شناسهٔ «{code}» بیش از یک بار در درخواست آمده است.",
        "The {kind} {code} is in the request more than once.",
    )


class NothingChanges(Refused):
    """`what` is the code of the thing that would stay as it is."""

    what: str
    name, status = "nothing-changes", 409
    title = Said("این درخواست چیزی را تغییر نمی‌دهد", "This would change nothing")
    template = Said(
        "«{what}» هم‌اکنون همین وضعیت را دارد و تغییری لازم نیست.", "{what} is as the request wants it already."
    )


class ParentCycle(Refused):
    """`codes` are the agencies of the cycle, in its order."""

    codes: Sequence[str]
    name, status = "parent-cycle", 422
    title = Said("هیچ دستگاهی نمی‌تواند بالادست خود باشد", "An agency cannot be above itself")
    template = Said(
        "این دستگاه‌ها در یک حلقه بالادست یکدیگر می‌شوند: {codes}.",
        "These agencies would be above one another in a cycle: {codes}.",
    )


class HasAffiliates(Refused):
    agency: str
    affiliates: Sequence[str]
    name, status = "has-affiliates", 422
    title = Said("دستگاه هنوز دستگاه تابعه دارد", "The agency still has affiliated bodies")
    template = Said(
        "دستگاه «{agency}» هنوز دستگاه تابعه دارد: {affiliates}. نخست آن‌ها را جابه‌جا کنید.",
        "{agency} still has affiliated bodies: {affiliates}. Move them first.",
    )


class SandboxKindFixed(Refused):
    """`kind` is the one it was to have."""

    agency: str
    kind: str
    name, status = "sandbox-kind-fixed", 422
    title = Said("دستگاه آزمایشی همیشه آزمایشی است", "A sandbox is a sandbox for good")
    template = Said(
        "نوع «{kind}» را نمی‌توان به دستگاه «{agency}» داد: هیچ دستگاهی بعداً آزمایشی نمی‌شود و دستگاه آزمایشی نوع دیگری "
        "نمی‌گیرد. دستگاه تازه‌ای ثبت کنید.",
        "{agency} cannot be given the kind {kind}: no agency becomes a sandbox later, and a sandbox becomes nothing "
        "else. Register another agency.",
    )


class SandboxApart(Refused):
    agency: str
    name, status = "sandbox-apart", 422
    title = Said("دستگاه آزمایشی از دیگران جداست", "A sandbox stands apart")
    template = Said(
        "دستگاه «{agency}» آزمایشی است: هیچ دستگاهی زیر آن قرار نمی‌گیرد و در ادغام یا تفکیک شرکت نمی‌کند.",
        "{agency} is a sandbox: no agency is placed under it, and it takes no part in a merger or a split.",
    )


class AgencyDissolved(Refused):
    """`at` is when it ceased to exist."""

    agency: str
    at: datetime
    name, status = "agency-dissolved", 422
    title = Said("دستگاه منحل شده است", "The agency is dissolved")
    template = Said(
        "دستگاه «{agency}» از {at} دیگر وجود ندارد و این کار دربارهٔ آن ممکن نیست.",
        "{agency} has ceased to exist at {at}; this cannot be done with it.",
    )


class NotYetFounded(Refused):
    """`at` is when it begins to exist."""

    agency: str
    at: datetime
    name, status = "agency-not-yet-founded", 422
    title = Said("دستگاه هنوز تأسیس نشده است", "The agency is not founded yet")
    template = Said(
        "دستگاه «{agency}» از {at} وجود دارد و پیش از آن این کار ممکن نیست.",
        "{agency} exists from {at}; this cannot be done before.",
    )


class SpanReversed(Refused):
    start: datetime
    until: datetime
    name, status = "span-reversed", 422
    title = Said("پایان پس از آغاز نیست", "The end does not lie after the beginning")
    template = Said(
        "پایان ({until}) باید پس از آغاز ({start}) باشد.", "The end {until} must lie after the beginning {start}."
    )


class EffectiveLater(Refused):
    """`at` is the day to come."""

    kind: str
    code: str
    at: datetime
    name, status = "effective-later", 422
    title = Said("برای آینده ثبت نمی‌شود", "This is not booked for a day to come")
    template = Said(
        "تغییر {kind} «{code}» برای {at} است؛ آن را همان روز ثبت کنید.",
        "The change of the {kind} {code} is for {at}; enter it on that day.",
    )


class ServiceNotOffered(Refused):
    """`at` is when the certificate would begin."""

    service: str
    at: datetime
    name, status = "service-not-offered", 422
    title = Said("خدمت در آن زمان ارائه نمی‌شده است", "The service was not offered then")
    template = Said(
        "خدمت «{service}» در {at} در فهرست خدمات دستگاه نیست و گواهی آن نمی‌تواند از آن زمان آغاز شود.",
        "The service {service} is not offered at {at}; no certificate of it can begin then.",
    )


class CertificateOverlaps(Refused):
    """`level` is what the service is certified at already, from `start` on."""

    service: str
    level: str
    start: datetime
    name, status = "certificate-overlaps", 422
    title = Said("خدمت در بخشی از این مدت گواهی دیگری دارد", "The service is certified for some of that time already")
    template = Said(
        "خدمت «{service}» از {start} در سطح «{level}» گواهی شده است؛ آن را پایان دهید یا اصلاح کنید.",
        "The service {service} is certified as {level} from {start} on; end that certificate or correct it.",
    )


class TooManyCertificates(Refused):
    """Of one agency in one change."""

    agency: str
    count: int
    limit: int
    name, status = "too-many-certificates", 422
    title = Said("شمار گواهی‌های یک دستگاه بیش از اندازه است", "There are too many certificates of one agency")
    template = Said(
        "{count} گواهی از «{agency}» در یک پیشنهاد آمده است؛ حداکثر {limit} گواهی در هر پیشنهاد جا می‌شود.",
        "There are {count} certificates of {agency} in one proposal, which holds no more than {limit}.",
    )


class RecordTooLarge(Refused):
    """`size` is in bytes."""

    agency: str
    size: int
    name, status = "record-too-large", 422
    title = Said("اطلاعات یک دستگاه در یک رکورد جا نمی‌شود", "The facts of one agency do not fit one record")
    template = Said(
        "اطلاعات دستگاه «{agency}» {size} بایت می‌شود که از گنجایش یک رکورد بیشتر است.",
        "The facts of {agency} would take {size} bytes, which is more than one record may hold.",
    )


class ContactErased(Refused):
    contact: str
    name, status = "contact-erased", 410
    title = Said("این نشانی تماس حذف شده است", "The contact is erased")
    template = Said(
        "نام و نشانی «{contact}» حذف شده است و بازگرداندنی نیست.",
        "The name and address of the contact {contact} are erased for good.",
    )


class ClockNotSet(Refused):
    name, status = "clock-not-set", 409
    title = Said("ساعت شبیه‌سازی هنوز تنظیم نشده است", "The simulated clock has not been moved yet")
    template = Said(
        "پیش از هر تغییر، ساعت شبیه‌سازی را حرکت دهید.", "Move the simulated clock before anything is changed."
    )
