"""What a command works with: the registry it asks, the screen it shows things on, and its shared options."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from services.calendar.jalali import persian_digits
from services.registry.cli.options import DEFAULT_REGISTRY
from services.registry.cli.showing.language import language_of
from services.registry.cli.showing.screen import Screen
from services.registry.cli.showing.values import shown
from services.registry.cli.showing.words import word

if TYPE_CHECKING:
    from services.registry.cli.asking.answers import Answer
    from services.registry.cli.asking.registry import Registry


class Desk:
    """One command's.

    Args:
        options: the shared ones that it has.
        transport: how the registry is reached, when not by the network.
    """

    def __init__(self, screen: Screen, options: Mapping[str, Any], environ: Mapping[str, str], transport: Any) -> None:
        self.screen = screen
        self._options, self._environ, self._transport = options, environ, transport

    @cached_property
    def registry(self) -> Registry:
        # Imported here: help and usage errors, and the processes of the registry, need no HTTP client.
        import stamina

        from services.registry.cli.asking.registry import Registry
        from services.registry.identity.stored_token import stored_token

        url = str(self._options.get("registry") or self._environ.get("MOHLAT_REGISTRY_URL") or DEFAULT_REGISTRY)
        if not url.startswith(("http://", "https://")):
            raise typer.BadParameter("must be an http or https URL", param_hint="--registry")
        # It would log each try to standard output, into the answer.
        stamina.instrumentation.set_on_retry_hooks([])
        return Registry(url, stored_token(self._environ), self.screen.language, self._transport)

    @property
    def view(self) -> dict[str, str | None]:
        """`as_of` and `known_at`, as RFC 3339."""
        return {"as_of": self._options.get("as_of"), "known_at": self._options.get("known_at")}

    def list(self, path: Sequence[str], columns: Sequence[str], **filters: str | None) -> None:
        """Show a list: one page of it, or with `--all` every page."""
        for page in self._pages(path, filters):
            if self.screen.as_json:
                self.screen.verbatim(page.text)
            else:
                self._page(page.body, columns)

    def show(self, answer: Answer, without: Sequence[str] = ()) -> None:
        """Show an item."""
        if self.screen.as_json:
            self.screen.verbatim(answer.text)
        else:
            self.screen.item(answer.body, without=without)

    def changed(self, answer: Answer) -> None:
        """Say what a direct change has come to."""
        if self.screen.as_json:
            self.screen.verbatim(answer.text)
            return
        number = answer.body.get("change")
        if number is None:
            self.screen.say("چیزی تغییر نکرد: همان بود که خواسته‌اید.", "Nothing changed: it was like that already.")
        else:
            self.entered(number)

    def entered(self, change: int) -> None:
        """Say where it stands in the journal."""
        self.screen.say(
            f"در دفتر با شمارهٔ {persian_digits(str(change))} ثبت شد.", f"Entered in the journal as change {change}."
        )

    def saved(self, file: Path) -> None:
        """Say what has been written on this machine; the registry's answer is the file."""
        if self.screen.as_json:
            self.screen.verbatim(json.dumps({"file": str(file), "size": file.stat().st_size}, ensure_ascii=False))
        else:
            self.screen.say(f"نوشته شد: {file}", f"written: {file}")

    def propose(self, action: str, operation: Mapping[str, Any], reason: str, based_on: int | None = None) -> None:
        """Put a proposal before the others, and say what comes next."""
        entry = {"operation": {"action": action} | dict(operation), "reason": reason}
        answer = self.registry.write(
            "POST", "proposals", entry=entry if based_on is None else entry | {"based_on": based_on}
        )
        if self.screen.as_json:
            self.screen.verbatim(answer.text)
        else:
            self.waits(answer.body["number"])

    def waits(self, proposal: int) -> None:
        """Say what comes next."""
        self.screen.say(
            f"پیشنهاد {persian_digits(str(proposal))} در انتظار مسئول دیگری است: mohlat registry approve {proposal}",
            f"Proposal {proposal} waits for another official: mohlat registry approve {proposal}",
        )

    def revision(self, *path: str) -> int:
        """The revision of an item as it stands, for a proposal that must not be approved over a later one."""
        return int(self.registry.read(*path).body["revision"])

    def instrument(self) -> dict[str, Any] | None:
        """The legal instrument of the options, its document uploaded; None without one: whether it may be is a rule."""
        given = {name: self._options[name] for name in ("number", "date", "issuer")}
        document = self._options["document"]
        if document is None and not any(given.values()):
            return None
        if missing := [name for name, value in given.items() if not value]:
            raise typer.BadParameter(f"an instrument has a number, a date and an issuer: --{missing[0]} is missing")
        return given | ({"document": self.upload(Path(document))} if document else {})

    def upload(self, file: Path) -> str:
        """Upload a document; its SHA-256."""
        from services.registry.cli.documents import upload_document

        return str(upload_document(self, file).body["sha256"])

    def _page(self, page: Mapping[str, Any], columns: Sequence[str]) -> None:
        self.screen.table(page["items"], columns)
        then = [
            f"{word(name, self.screen.language)}: {shown(name, page[name], self.screen.language)}"
            for name in ("as_of", "known_at")
            if page.get(name)
        ]
        self.screen.aside("   ".join(then))
        if page.get("next") and not self._options["every"]:
            self.screen.aside(f"… --all, --cursor {page['next']}")

    def _pages(self, path: Sequence[str], filters: Mapping[str, str | None]) -> Iterator[Answer]:
        cursor, every = self._options["cursor"], self._options["every"]
        while True:
            page = self.registry.read(*path, **filters, **self.view, limit=self._options["limit"], cursor=cursor)
            yield page
            cursor = page.body.get("next")
            if cursor is None or not every:
                return


def open_desk(options: Mapping[str, Any], environ: Mapping[str, str], transport: Any) -> Desk:
    """Raises typer.BadParameter when the language is none of ours."""
    language = options["language"] or language_of(environ)
    if language not in ("fa", "en"):
        raise typer.BadParameter("must be fa or en", param_hint="--lang")
    return Desk(Screen(language, as_json=options["as_json"]), options, environ, transport)
