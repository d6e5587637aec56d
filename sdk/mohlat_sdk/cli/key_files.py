"""The key file and the next one: made whole, switched at once, looked after by one command at a time."""

import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mohlat_sdk.cli.configuration_file import sync_folder
from mohlat_sdk.cli.exits import UNUSABLE
from mohlat_sdk.cli.failing import Failed
from mohlat_sdk.keys import SigningKey, generate_key

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def next_key_file(file: Path) -> Path:
    """Where the key lies that is about to take over."""
    return file.with_name(file.name + ".next")


def load_key(file: Path) -> SigningKey:
    """Raises Failed when there is none or it cannot be read."""
    try:
        return SigningKey.load(file)
    except FileNotFoundError:
        raise Failed(UNUSABLE, "key.missing", file=file) from None
    except PermissionError:
        raise Failed(UNUSABLE, "key.forbidden", file=file) from None
    except OSError as error:
        raise Failed(UNUSABLE, "key.unreadable", file=file, reason=error.strerror or str(error)) from None
    except (ValueError, TypeError):  # cryptography says TypeError of a key with a password
        raise Failed(UNUSABLE, "key.malformed", file=file) from None


def load_or_make_key(file: Path) -> tuple[SigningKey, bool]:
    """The key in a file, made if there is none; and whether it was made. It is on the disk when this returns."""
    if file.exists():
        return load_key(file), False
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = generate_key()
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        key.save(draft)
        _sync(draft)
        # Unlike a rename a link never overwrites, and what appears under the name is the whole key.
        os.link(draft, file)
        sync_folder(file.parent)
    except FileExistsError:
        return load_key(file), False
    finally:
        draft.unlink(missing_ok=True)
    return key, True


def switch(file: Path) -> None:
    """The next key becomes the key; at every moment one of the two lies under the name."""
    next_key_file(file).replace(file)
    sync_folder(file.parent)


def seen_by_others(file: Path) -> bool:
    """Whether anybody but its owner may read or write it."""
    return bool(file.stat().st_mode & OTHERS)


def owned_by_another(file: Path) -> bool:
    """Whether a key made by us could not be read by whoever reads this one: root may switch a service's key away."""
    return file.stat().st_uid != os.geteuid()


@contextmanager
def alone_with(file: Path) -> Iterator[None]:
    """Nobody else enrols or rotates here meanwhile. The kernel lets go of it when we die, however we die.

    Raises:
        Failed: somebody does.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(file.parent, os.O_RDONLY)
    try:
        _lock(descriptor, file.parent)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Failed(UNUSABLE, "key.busy", folder=folder) from None


def _sync(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
