"""Jinja2 around the pages: one environment, everything escaped."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.auditor.figures import days_overdue
from services.auditor.figures.referring import referral_standings
from services.auditor.scoreboard.climbing import climbed
from services.auditor.scoreboard.instants import write_instant
from services.auditor.scoreboard.problems import Problem
from services.auditor.scoreboard.share_table import COLUMNS, share_table
from services.auditor.scoreboard.texts.referrals import REFERRALS
from services.auditor.scoreboard.views import announced
from services.auditor.scoreboard.wording import Wording
from services.calendar.jalali import Language

TEMPLATES = Path(__file__).parent / "templates"


class Renderer:
    """Renders the pages of one process."""

    def __init__(self, simulated: bool) -> None:
        self._simulated = simulated
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["rfc3339"] = write_instant
        self._environment.globals.update(share_table=share_table, share_columns=COLUMNS)
        self._environment.globals.update(
            days_overdue=days_overdue, announced=announced, climbed=climbed, referral_standings=referral_standings
        )

    def page(
        self, request: Request, language: Language, template: str, status: int = 200, **context: object
    ) -> HTMLResponse:
        """A page in a language; `as_of` of the request is kept in every link."""
        asked = request.query_params.get("as_of")
        wording = Wording(language)

        def link(path: str, **parameters: str) -> str:
            return _address(f"/{language}{path}", {**parameters, **({"as_of": asked} if asked else {})})

        shell: dict[str, Any] = {
            "lang": language,
            "w": wording,
            "t": wording.texts,
            "r": REFERRALS[language],
            "link": link,
            "asked": asked or "",
            "simulated": self._simulated,
            "elsewhere": _in_other_language(request, language),
        }
        html = self._environment.get_template(template).render(**shell, **context)
        return HTMLResponse(html, status)

    def problem(self, request: Request, problem: Problem) -> HTMLResponse:
        """An error for a person, in the language of the address."""
        language: Language = "en" if request.url.path.split("/")[1] == "en" else "fa"
        response = self.page(request, language, "problem.html", problem.status, problem=problem)
        response.headers.update(problem.headers)
        return response


def _in_other_language(request: Request, language: Language) -> str:
    other = "en" if language == "fa" else "fa"
    path = request.url.path
    inner = path.removeprefix(f"/{language}") if path.split("/")[1] == language else ""
    return _address(f"/{other}{inner}", dict(request.query_params))


def _address(path: str, parameters: dict[str, str]) -> str:
    return f"{path}?{urlencode(parameters)}" if parameters else path
