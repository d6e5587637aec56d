"""`mohlat auditor verify`: a figure's receipt against the topics themselves."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from services.auditor.cli.documents import read_bytes
from services.auditor.cli.kafka import BAD_INPUT, DIFFERS, Kafka, Partitions, Prefix, give_up, log_of, reading
from services.auditor.figures import Receipt, ReceiptUnreadable, read_receipt
from services.auditor.figures.words import SENTENCES
from services.auditor.replay import Verification, verify_receipt
from services.calendar.jalali import Language, persian_digits

_SAID: dict[Language, tuple[str, str, str]] = {
    "en": (
        "The receipt holds: {name} is {numerator} of {denominator}.",
        "The receipt does not hold. Recomputed, {name} is {numerator} of {denominator}.",
        "Its definition is its issuer's own; no published figure of that name and version is there to compare it with.",
    ),
    "fa": (
        "رسید درست است: {name} برابر {numerator} از {denominator} است.",
        "رسید درست نیست. در محاسبهٔ دوباره، {name} برابر {numerator} از {denominator} است.",
        "تعریف آن از صادرکننده است و شاخص منتشرشده‌ای با این نام و نسخه برای مقایسه نیست.",
    ),
}


def verify(
    file: Annotated[Path, typer.Argument(metavar="RECEIPT", help="A file as it was issued; - for stdin.")],
    processes: Annotated[int | None, typer.Option(min=1, help="That share the partitions; one for each core.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Every difference, and the receipt as recomputed.")] = False,
    lang: Annotated[Language, typer.Option(help="fa or en.")] = "en",
    kafka: Kafka = None,
    prefix: Prefix = None,
    partitions: Partitions = None,
) -> None:
    """Recompute a receipt from the topics: no table and no recorded verdict is asked.

    Exit code 0: it holds; 1: every difference is named; 2: not a receipt; 3: the topics cannot be read.
    """
    try:
        receipt = read_receipt(read_bytes(file))
    except ReceiptUnreadable as error:
        give_up(f"{file}: {error}", BAD_INPUT)
    log = log_of(kafka, prefix, partitions)
    found = reading(log, lambda: verify_receipt(log, receipt, processes))
    typer.echo(_as_json(found) if as_json else _in_words(receipt, found, lang))
    if not found.holds:
        raise typer.Exit(DIFFERS)


def _as_json(found: Verification) -> str:
    said = {
        "holds": found.holds,
        "published": found.published,
        "differences": found.differences,
        "recomputed": found.recomputed,
    }
    return msgspec.json.encode(said).decode()


def _in_words(receipt: Receipt, found: Verification, language: Language) -> str:
    holds, differs, own = _SAID[language]
    name = receipt.definition.label_fa if language == "fa" else receipt.definition.label_en
    counts = {"numerator": len(found.recomputed.numerator), "denominator": len(found.recomputed.denominator)}
    first = (holds if found.holds else differs).format(name=name, **counts)
    lines = [persian_digits(first) if language == "fa" else first]
    if not found.published:
        lines.append(own)
    return "\n".join([*lines, *map(SENTENCES[language].difference, found.differences)])
