"""Refusals about who asks: identity, roles, sessions, too many tries."""

from collections.abc import Mapping, Sequence

from services.registry.problems.refused import Refused, Said


class NotSignedIn(Refused):
    name, status = "not-signed-in", 401
    title = Said("وارد نشده‌اید", "You are not signed in")
    template = Said(
        "این درخواست نشانهٔ ورود معتبری ندارد؛ وارد شوید و دوباره بفرستید.",
        "The request carries no valid token or session; sign in and send it again.",
    )

    def headers(self) -> Mapping[str, str]:
        return {"WWW-Authenticate": "Bearer"}


class RoleMissing(Refused):
    """`needed` are the roles of which any would do."""

    needed: str | Sequence[str]
    name, status = "role-missing", 403
    title = Said("نقش لازم را ندارید", "Your role does not allow this")
    template = Said("این کار به نقش {needed} نیاز دارد.", "This takes the role {needed}.")


class CsrfRefused(Refused):
    name, status = "csrf-refused", 403
    title = Said("درخواست از صفحهٔ سامانه نیامده است", "The request does not come from the registry's own page")
    template = Said(
        "نشانهٔ حفاظتی صفحه نیست یا نادرست است؛ صفحه را تازه کنید و دوباره بفرستید.",
        "The CSRF token is missing or wrong; reload the page and send it again.",
    )


class IssuerAway(Refused):
    name, status = "issuer-away", 503
    title = Said("سامانهٔ ورود در دسترس نیست", "The identity provider cannot be reached")
    template = Said(
        "اکنون نمی‌توان هویت شما را بررسی کرد؛ کمی بعد دوباره بفرستید.",
        "Who you are cannot be checked now. Send the same request again in a moment.",
    )

    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": "5"}


class TooManyTries(Refused):
    """`retry_after` is in seconds."""

    retry_after: int
    name, status = "too-many-tries", 429
    title = Said("تلاش‌های ناموفق بیش از اندازه است", "There were too many tries")
    template = Said("پس از {retry_after} ثانیه دوباره تلاش کنید.", "Try again in {retry_after} seconds.")

    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": str(self.retry_after)}
