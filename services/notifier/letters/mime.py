"""The exact bytes of a letter. The same letter gives the same bytes, always."""

import hashlib
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime

from mohlat_contracts.notices import NoticeKey

from services.notifier.letters.letter import Letter
from services.notifier.letters.plain import one_line

# Wide enough that no Message-ID is folded: some readers stumble over that.
_POLICY = compat32.clone(linesep="\r\n", max_line_length=400)


def digest(key: NoticeKey) -> str:
    """The hash that names a notice: SHA-256 (hex) over its key."""
    parts = (key.agency, key.duty, str(key.deadline_revision), key.step, key.recipient)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def message_id(key: NoticeKey, domain: str) -> str:
    return f"<{digest(key)}@{domain}>"


def compose(letter: Letter, sender: str, text: str, html: str) -> bytes:
    """One letter in both languages as `multipart/alternative`, CRLF line ends, ASCII only.

    Args:
        sender: a bare address.
    """
    name = digest(letter.key)
    message = MIMEMultipart("alternative", boundary=f"=_mohlat_{name[:40]}")
    message["From"] = f"Mohlat <{sender}>"
    message["To"] = ", ".join(_mailbox(to.name, to.email) for to in letter.to)
    # Encoded words throughout: whatever a name holds, it stays inside base64 and is never read as a header.
    message["Subject"] = Header(one_line(letter.subject, 600), "utf-8", header_name="Subject").encode()
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = message_id(letter.key, sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "fa, en"
    message["X-Mohlat-Notice"] = letter.reference
    if letter.simulated:
        message["X-Mohlat-Simulated"] = "yes"
    message.attach(MIMEText(text, "plain", "utf-8"))
    message.attach(MIMEText(html, "html", "utf-8"))
    return message.as_bytes(policy=_POLICY)


def _mailbox(name: str, email: str) -> str:
    return f"{Header(one_line(name, 120), 'utf-8', maxlinelen=200).encode()} <{email}>"
