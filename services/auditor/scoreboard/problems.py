"""Errors at the edge: domain words to RFC 9457 problems for programs, to pages for people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from services.auditor.figures.freezing import NotToBeFrozen
from services.auditor.history import AlreadyFrozen
from services.auditor.scoreboard.reading import AgencyUnknown, SignalUnknown
from services.auditor.scoreboard.refusals import Refusal, Said
from services.auditor.scoreboard.standing import FigureUnknown, NothingJudged
from services.calendar.jalali import Language
from services.plumbing.languages import preferred

_log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = {"Retry-After": "5"}
URN = "urn:mohlat:problem:"

TITLES: dict[int, str] = {
    400: "درخواست خوانده نمی‌شود",
    404: "چنین چیزی نیست",
    405: "این روش برای این نشانی تعریف نشده است",
    409: "با آنچه ثبت شده است نمی‌خواند",
    413: "درخواست از اندازهٔ مجاز بزرگ‌تر است",
    422: "درخواست پذیرفتنی نیست",
    500: "خطای پیش‌بینی‌نشده",
    503: "اکنون در دسترس نیست",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """An RFC 9457 problem; `type` is a URN that stays when words change."""

    status: int
    type: str
    said: Said
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> Said:
        phrase = HTTPStatus(self.status).phrase
        return Said(TITLES.get(self.status, phrase), phrase)

    @property
    def detail(self) -> str:
        """In English."""
        return self.said.en

    def body(self, language: Language) -> dict[str, object]:
        return {
            "type": self.type,
            "title": self.title.in_(language),
            "status": self.status,
            "detail": self.said.in_(language),
        }


ShowProblem = Callable[[Request, Problem], Response]
"""Renders a problem as a page."""

_NOT_FOUND = Said("چنین نشانی‌ای نیست", "Not Found")
_NOTHING_JUDGED = "هنوز هیچ لحظه‌ای در همهٔ بخش‌ها ارزیابی نشده است؛ کمی بعد دوباره بپرسید."
_NOT_TO_BE_FROZEN = "این رقم را نمی‌توان ثبت کرد: دستگاه‌هایی هنوز ارزیابی نشده‌اند، یا رسید دست‌خورده است."
_UNAVAILABLE = Said("تاریخچه اکنون خوانده نمی‌شود؛ کمی بعد دوباره بپرسید.", "the history cannot be read just now")
_OURS = Said("خطایی در سامانه رخ داد و ثبت شد.", "an error of ours; it has been logged")


def problem_of(error: Exception) -> Problem:
    """The one place where errors become statuses."""
    match error:
        case Refusal():
            retry = RETRY_AFTER if error.status == 503 else {}
            return Problem(error.status, URN + error.name, error.said, retry)
        case AgencyUnknown():
            return Problem(404, URN + "agency-unknown", Said(f"هیچ دستگاهی کد «{error.code[:60]}» ندارد.", str(error)))
        case FigureUnknown():
            return Problem(404, URN + "figure-unknown", Said("هیچ شاخصی این نام را ندارد.", str(error)))
        case SignalUnknown():
            return Problem(422, URN + "signal-unknown", Said("هیچ موردی این شناسه را ندارد.", str(error)))
        case AlreadyFrozen():
            taken = Said(f"رقم دیگری با نام «{error.name}» منتشر و ثبت شده است و همان می‌ماند.", str(error))
            return Problem(409, URN + "already-frozen", taken)
        case NotToBeFrozen():
            return Problem(422, URN + "not-to-be-frozen", Said(_NOT_TO_BE_FROZEN, str(error)))
        case NothingJudged():
            return Problem(503, URN + "nothing-judged", Said(_NOTHING_JUDGED, str(error)), RETRY_AFTER)
        case RequestValidationError() if error.errors()[0]["loc"][0] == "path":
            return Problem(404, "about:blank", _NOT_FOUND)
        case RequestValidationError():
            return Problem(422, URN + "bad-request", _first_error(error))
        case HTTPException():
            return Problem(error.status_code, "about:blank", _of_status(error), error.headers or {})
        case SQLAlchemyError() | OSError():
            return Problem(503, URN + "history-unavailable", _UNAVAILABLE, RETRY_AFTER)
        case _:
            return Problem(500, "about:blank", _OURS)


def _of_status(error: HTTPException) -> Said:
    fa = _NOT_FOUND.fa if error.status_code == 404 else TITLES.get(error.status_code, str(error.detail))
    return Said(fa, str(error.detail))


_WRONG = {
    "missing": "لازم است و داده نشده",
    "literal_error": "باید یکی از این‌ها باشد: {expected}",
    "int_parsing": "باید عدد صحیح باشد",
    "bool_parsing": "باید true یا false باشد",
    "greater_than_equal": "باید دست‌کم {ge} باشد",
    "less_than_equal": "باید حداکثر {le} باشد",
    "string_pattern_mismatch": "باید با الگوی {pattern} بخواند",
    "string_too_long": "باید حداکثر {max_length} نویسه داشته باشد",
    "value_error": "مقدار درستی نیست",
}


def _first_error(error: RequestValidationError) -> Said:
    """The parameter that is wrong first, and why."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    fa = _WRONG.get(first["type"], "پذیرفتنی نیست").format_map(first.get("ctx") or {})
    return Said(f"{where}: {fa}", f"{where}: {first['msg']}")


def language_of(request: Request) -> Language:
    """The language that a caller of the API reads: `lang` if it says so, else by Accept-Language."""
    match request.query_params.get("lang"):
        case "fa":
            return "fa"
        case "en":
            return "en"
    return preferred(",".join(request.headers.getlist("accept-language")))


def install(app: FastAPI, show: ShowProblem) -> None:
    """Answer every error of `app` with a problem, or with a page where a person asked."""

    async def answer(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if problem.status >= 500 and not isinstance(error, Refusal):
            _log.error("request failed", path=request.url.path, status=problem.status, exc_info=error)
        if not request.url.path.startswith("/v1/"):
            return show(request, problem)
        language = language_of(request)
        headers = {"Content-Language": language, "Vary": "Accept-Language", **problem.headers}
        return JSONResponse(problem.body(language), problem.status, headers, media_type=MEDIA_TYPE)

    for kind in (
        Refusal,
        AgencyUnknown,
        SignalUnknown,
        FigureUnknown,
        NothingJudged,
        RequestValidationError,
        HTTPException,
        SQLAlchemyError,
        OSError,
        Exception,
    ):
        app.add_exception_handler(kind, answer)
