"""Titles of the problems that HTTP itself has names for."""

from http import HTTPStatus

from services.registry.problems import Said

_PERSIAN = {
    400: "درخواست خوانده نمی‌شود",
    401: "وارد نشده‌اید",
    403: "اجازهٔ این کار را ندارید",
    404: "چنین نشانی‌ای نیست",
    405: "این روش برای این نشانی تعریف نشده است",
    406: "پاسخ به شکلی که می‌خواهید ممکن نیست",
    409: "درخواست با وضعیت کنونی نمی‌خواند",
    411: "اندازهٔ درخواست لازم است",
    413: "درخواست از اندازهٔ مجاز بزرگ‌تر است",
    415: "نوع محتوای درخواست پذیرفته نیست",
    422: "درخواست پذیرفتنی نیست",
    429: "تلاش‌ها بیش از اندازه است",
    500: "خطای پیش‌بینی‌نشده در سامانه",
    503: "سامانه در دسترس نیست",
}


def titled(status: int) -> tuple[str, Said]:
    """The name and the title of a problem that is no more than its status."""
    phrase = HTTPStatus(status).phrase
    return phrase.lower().replace(" ", "-"), Said(_PERSIAN.get(status, phrase), phrase)
