"""What the registry refuses, in the words of the field. The edge maps each to an RFC 9457 problem, once."""


class Refused(Exception):
    """A request that the registry will not carry out; nothing of it has been written.

    Attributes:
        name: the domain's word for what is wrong; the last part of the problem's type.
        status: HTTP status of the problem.
        title: the same for every occurrence.
        detail: this occurrence, safe to show to whoever asked.
    """

    name = "refused"
    status = 422
    title = "The registry refuses this"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFound(Refused):
    name, status, title = "not-found", 404, "There is no such thing in the registry"


class ReferenceUnknown(Refused):
    name, status, title = "reference-unknown", 422, "The request refers to something that is not registered"


class ContentDiffers(Refused):
    name, status, title = "content-differs", 409, "The code is taken by something else"


class Repeated(Refused):
    name, status, title = "repeated-in-request", 422, "The request names the same thing twice"


class ParentCycle(Refused):
    name, status, title = "parent-cycle", 422, "An agency cannot be above itself"


class KeyMalformed(Refused):
    name, status, title = "key-malformed", 422, "This is no usable Ed25519 public key"


class KeyTaken(Refused):
    name, status, title = "key-taken", 409, "The key belongs to another agency"


class ExtensionNotLater(Refused):
    name, status, title = "extension-not-later", 422, "An extension must lie after the current deadline"


class SpanReversed(Refused):
    name, status, title = "span-reversed", 422, "The end does not lie after the beginning"


class ExemptionOverlaps(Refused):
    name, status, title = "exemption-overlaps", 422, "The agency is already exempt for some of that time"


class RecordTooLarge(Refused):
    name, status, title = "record-too-large", 422, "The facts of one agency do not fit one record"


class ClockNotSet(Refused):
    name, status, title = "clock-not-set", 409, "The simulated clock has not been moved yet"
