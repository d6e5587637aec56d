"""Ctrl-C, a closed terminal and `kill` end a command in the same orderly way."""

import signal
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def interruptible() -> None:
    """Turn each of the signals into one KeyboardInterrupt; later ones do not disturb the clearing up."""
    for number in SIGNALS:
        signal.signal(number, _interrupt)


def undisturbed() -> None:
    """From here on the clearing up is not to be interrupted."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _interrupt(number: int, frame: FrameType | None) -> None:
    undisturbed()
    raise KeyboardInterrupt
