"""`python -m tests.integration.connector.shifted FILE`: a connector whose clock is as many seconds off as FILE says.

Only its own reading of the clock is replaced, at the one place where it is made; nothing in the connector knows of it.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.connector import cli


def main() -> None:
    file = Path(sys.argv[1])
    cli._now = lambda: datetime.now(UTC) + timedelta(seconds=float(file.read_text()))
    cli.serve()


if __name__ == "__main__":
    main()
