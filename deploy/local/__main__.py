"""`python -m deploy.local demo | up | down | agency | jars`: what the Makefile calls.

Interrupts are taken care of before anything slow is imported, so Ctrl-C never ends in a traceback.
"""

import sys
from importlib import import_module

from deploy.local.daemons.interrupts import interruptible

COMMANDS = {
    "demo": ("demo.__main__", []),
    "up": ("up", ["start"]),
    "down": ("up", ["stop"]),
    "agency": ("agency", []),
    "jars": ("jars", []),
}


def main() -> None:
    """Hand over to the command's own module."""
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"usage: python -m deploy.local {' | '.join(COMMANDS)}")
    module, arguments = COMMANDS[sys.argv[1]]
    sys.argv = [f"{sys.argv[0]} {sys.argv[1]}", *arguments, *sys.argv[2:]]
    interruptible()
    try:
        import_module(f"deploy.local.{module}").main()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
