"""Reading the letters an SMTP sink has kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Letter:
    """One acceptance: a letter accepted twice is there twice.

    Attributes:
        name: of its file; sorts in the order of acceptance.
        sender: the envelope's.
        recipients: the envelope's.
        content: the bytes as they came.
    """

    name: str
    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """Parsed. Every defect is left to the reader."""
        return message_from_bytes(self.content, policy=policy.default)

    @property
    def message_id(self) -> str:
        """With its angle brackets; empty when there is none."""
        return str(self.message.get("Message-ID", "")).strip()


def envelope_lines(sender: str, recipients: Sequence[str]) -> bytes:
    """How a letter's file begins: the envelope, as a mailbox keeps it."""
    lines = [f"Return-Path: <{sender}>", *(f"Delivered-To: {recipient}" for recipient in recipients)]
    return "".join(f"{line}\r\n" for line in lines).encode()


def messages(folder: Path) -> list[Letter]:
    """Every letter accepted so far, in the order of acceptance."""
    return [_read(file) for file in sorted(folder.glob("*-*.eml"))]


def _read(file: Path) -> Letter:
    sender, recipients = "", []
    rest = file.read_bytes()
    while True:
        line, _, following = rest.partition(b"\r\n")
        name, _, value = line.decode(errors="replace").partition(": ")
        if name == "Return-Path" and not sender:
            sender = value.strip("<>")
        elif name == "Delivered-To":
            recipients.append(value)
        else:
            return Letter(file.name, sender, tuple(recipients), rest)
        rest = following
