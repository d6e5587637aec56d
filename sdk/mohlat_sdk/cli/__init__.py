"""`mohlat-agency`: what an agency's administrator types.

Needs the extra `command` (typer and rich); the rest of the SDK does without.
"""

import io
import sys
from importlib.util import find_spec

NEEDED = ("typer", "rich")
UNUSABLE = 2


def main() -> None:
    """The entry point. What the extra brings is looked for before it is imported: nothing ends in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that knows no Persian letters shows question marks, which is better than nothing.
            stream.reconfigure(errors="replace")
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        sys.stderr.write(
            f"mohlat-agency needs {' and '.join(missing)}: pip install 'mohlat-sdk[command]'\n"
            f"دستور mohlat-agency به {' و '.join(missing)} نیاز دارد: pip install 'mohlat-sdk[command]'\n"
        )
        sys.exit(UNUSABLE)
    from mohlat_sdk.cli.running import run

    sys.exit(run(sys.argv[1:]))
