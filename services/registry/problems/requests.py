"""Refusals about how something was asked: conditions, keys, cursors, tables and documents."""

from collections.abc import Mapping, Sequence

from services.registry.problems.refused import Refused, Said


class PreconditionRequired(Refused):
    name, status = "precondition-required", 428
    title = Said("باید بگویید کدام نسخه را تغییر می‌دهید", "Say which version you are changing")
    template = Said(
        "نخست آن را بخوانید و ETag پاسخ را در If-Match بفرستید.",
        "Read it first and send the ETag of the answer as If-Match.",
    )


class PreconditionFailed(Refused):
    """`current` is the entity tag that it has now; None when it does not exist."""

    current: str | None
    name, status = "precondition-failed", 412
    title = Said("در این میان کس دیگری آن را تغییر داده است", "Somebody else has changed it in the meantime")
    template = Said(
        "نسخهٔ کنونی {current} است، نه آنچه شما خوانده‌اید؛ دوباره بخوانید و تصمیم بگیرید.",
        "Its version is {current} now, not the one that you have read; read it again and decide.",
    )

    def headers(self) -> Mapping[str, str]:
        return {} if self.current is None else {"ETag": self.current}


class IdempotencyKeyReused(Refused):
    name, status = "idempotency-key-reused", 422
    title = Said("کلید تکرار برای درخواست دیگری به کار رفته است", "The idempotency key belongs to another request")
    template = Said(
        "این Idempotency-Key با درخواست دیگری به کار رفته است؛ برای درخواست تازه کلید تازه بفرستید.",
        "This Idempotency-Key was sent with a different request; use a new key for a new request.",
    )


class CursorMalformed(Refused):
    name, status = "cursor-malformed", 422
    title = Said("نشانهٔ صفحه معتبر نیست", "The cursor is not of this list")
    template = Said(
        "«cursor» را همان‌گونه که پاسخ پیشین داده، با همان پالایه‌ها بفرستید.",
        "Send the cursor exactly as the page before gave it, with the same filters.",
    )


class RequestTooLarge(Refused):
    """`limit` is in bytes."""

    limit: int
    name, status = "request-too-large", 413
    title = Said("درخواست از اندازهٔ مجاز بزرگ‌تر است", "The request is too large")
    template = Said("اندازهٔ درخواست حداکثر {limit} بایت است.", "A request may be no larger than {limit} bytes.")


class TextUnstorable(Refused):
    name, status = "text-unstorable", 422
    title = Said("نویسه‌ای در درخواست پذیرفته نیست", "The request holds a character that no text may hold")
    template = Said(
        "نویسهٔ تهی (NUL) یا ناقصی در درخواست هست؛ آن را بردارید.",
        "There is a null or a broken character in the request; remove it.",
    )


class TableRefused(Refused):
    """`errors` are every row's: line, column, value and what is expected in both languages."""

    errors: Sequence[Mapping[str, object]]
    name, status = "table-refused", 422
    title = Said("جدول خطا دارد و هیچ سطری ثبت نشد", "The table has errors; nothing of it was written")
    template = Said("خطاها در «errors» آمده‌اند.", "Its errors are listed in `errors`.")

    def members(self) -> Mapping[str, object]:
        return {"errors": list(self.errors)}


class DocumentTooLarge(Refused):
    """`limit` is in bytes."""

    limit: int
    name, status = "document-too-large", 413
    title = Said("سند از اندازهٔ مجاز بزرگ‌تر است", "The document is too large")
    template = Said("اندازهٔ سند حداکثر {limit} بایت است.", "A document may be no larger than {limit} bytes.")


class DocumentUnknown(Refused):
    sha256: str
    name, status = "document-unknown", 422
    title = Said("سند بارگذاری نشده است", "The document has not been uploaded")
    template = Said(
        "سندی با چکیدهٔ {sha256} بارگذاری نشده است؛ نخست آن را بارگذاری کنید.",
        "No document with the SHA-256 {sha256} has been uploaded; upload it first.",
    )


class DocumentKindRefused(Refused):
    media_type: str
    name, status = "document-kind-refused", 415
    title = Said("نوع سند پذیرفته نیست", "The kind of document is not accepted")
    template = Said("سند از نوع «{media_type}» پذیرفته نیست.", "Documents of the type {media_type} are not accepted.")
