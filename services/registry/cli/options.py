"""The options that several commands have."""

from typing import Annotated, Any, NamedTuple

import typer

from services.calendar.days import NoSuchDay, at_end, from_start, parse_day, until_end

_SHARED = "Shared options"
_DAY = "DAY"
LONGEST_PAGE = 1_000


def _looking_back(text: str) -> str:
    return _read(at_end, text)


def _beginning(text: str) -> str:
    return _read(from_start, text)


def _lasting(text: str) -> str:
    return _read(until_end, text)


def _civil_day(text: str) -> str:
    return _read(parse_day, text)


def _read(read: Any, text: str) -> str:
    try:
        return str(read(text).isoformat()).replace("+00:00", "Z")
    except NoSuchDay as error:
        raise typer.BadParameter(str(error)) from error


From = Annotated[
    str | None,
    typer.Option("--from", parser=_beginning, metavar=_DAY, help="Since the start of this day, or this instant; now."),
]
Until = Annotated[
    str | None,
    typer.Option("--until", parser=_lasting, metavar=_DAY, help="To the end of this day, or this instant."),
]
Deadline = Annotated[
    str, typer.Option(parser=_lasting, metavar=_DAY, help="The end of this day (Jalali or Gregorian), or this instant.")
]
Announced = Annotated[
    str | None,
    typer.Option("--announced", parser=_beginning, metavar=_DAY, help="When it was made public; at the approval."),
]
Founded = Annotated[
    str | None, typer.Option("--founded", parser=_beginning, metavar=_DAY, help="Since when it exists; the approval.")
]
Dated = Annotated[str, typer.Option("--date", parser=_civil_day, metavar=_DAY, help="The day of the letter.")]
Breached = Annotated[
    str, typer.Option("--breached", parser=_lasting, metavar=_DAY, help="The deadline that passed, or this instant.")
]
Due = Annotated[str, typer.Option("--due", parser=_lasting, metavar=_DAY, help="To the end of this day.")]
CertifiedAt = Annotated[
    str, typer.Option("--of", parser=_beginning, metavar=_DAY, help="A day on which the certificate meant holds.")
]
OtherDate = Annotated[
    str | None, typer.Option("--date", parser=_civil_day, metavar=_DAY, help="The day of the letter, rightly.")
]
NewDue = Annotated[str | None, typer.Option("--due", parser=_lasting, metavar=_DAY, help="To the end of this day now.")]
Reason = Annotated[str, typer.Option(help="Why; it stays in the journal for good.")]
NameFa = Annotated[str, typer.Option("--name-fa", help="In Persian.")]
NameEn = Annotated[str, typer.Option("--name-en", help="In English.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


class Shared(NamedTuple):
    """An option that a group of commands has, beside its own."""

    annotation: Any
    default: Any


DEFAULT_REGISTRY = "http://127.0.0.1:8000"

ALWAYS = {
    "as_json": Shared(
        Annotated[bool, typer.Option("--json", help="The registry's answer as it came.", rich_help_panel=_SHARED)],
        False,
    ),
    "registry": Shared(
        Annotated[
            str | None,
            typer.Option(
                "--registry", metavar="URL", help="Where the registry is; MOHLAT_REGISTRY_URL.", rich_help_panel=_SHARED
            ),
        ],
        None,
    ),
    "language": Shared(
        Annotated[str | None, typer.Option("--lang", metavar="fa|en", help="Default: LANG.", rich_help_panel=_SHARED)],
        None,
    ),
}
VIEWED = {
    "as_of": Shared(
        Annotated[
            str | None,
            typer.Option("--as-of", parser=_looking_back, metavar=_DAY, help="What was true then; now."),
        ],
        None,
    ),
    "known_at": Shared(
        Annotated[
            str | None,
            typer.Option("--known-at", parser=_looking_back, metavar=_DAY, help="As it was known then; now."),
        ],
        None,
    ),
}
PAGED = {
    "limit": Shared(Annotated[int, typer.Option(min=1, max=LONGEST_PAGE, help="Items on a page.")], 100),
    "cursor": Shared(Annotated[str | None, typer.Option(help="`next` of the page before.")], None),
    "every": Shared(
        Annotated[bool, typer.Option("--all", help="Every page; with --json one page a line.")],
        False,
    ),
}
INSTRUMENT = {
    "number": Shared(Annotated[str | None, typer.Option("--number", help="Of the legal instrument.")], None),
    "date": Shared(
        Annotated[str | None, typer.Option("--date", parser=_civil_day, metavar=_DAY, help="Of the instrument.")], None
    ),
    "issuer": Shared(Annotated[str | None, typer.Option("--issuer", help="Who issued the instrument.")], None),
    "document": Shared(
        Annotated[
            str | None, typer.Option("--document", metavar="FILE", help="The instrument's text, which is uploaded.")
        ],
        None,
    ),
}
