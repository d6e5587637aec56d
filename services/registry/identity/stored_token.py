"""The access token of whoever works at this terminal: in a file of hers alone, or in the environment."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "MOHLAT_TOKEN"


def token_file(environ: Mapping[str, str] = os.environ) -> Path:
    """`$XDG_CONFIG_HOME/mohlat/token`, by default below `~/.config`."""
    config = environ.get("XDG_CONFIG_HOME", "")
    # The XDG specification has relative paths ignored.
    folder = Path(config) if config.startswith("/") else Path.home() / ".config"
    return folder / "mohlat" / "token"


def stored_token(environ: Mapping[str, str] = os.environ) -> str | None:
    """The token to send; that of the environment goes before the stored one."""
    if given := environ.get(VARIABLE, "").strip():
        return given
    try:
        return token_file(environ).read_text("ascii").strip() or None
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return None


def store_token(token: str, environ: Mapping[str, str] = os.environ) -> Path:
    """Replace what is stored, whole or not at all; readable by its owner only."""
    path = token_file(environ)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(token + "\n")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def forget_token(environ: Mapping[str, str] = os.environ) -> bool:
    """Delete the stored token; whether there was one."""
    try:
        token_file(environ).unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True
