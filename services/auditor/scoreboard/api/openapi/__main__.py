"""Write the committed description, or compare it: `python -m services.auditor.scoreboard.api.openapi [--check]`."""

import json
import sys
from pathlib import Path
from typing import Any, cast

from services.auditor.scoreboard.app import build_app
from services.plumbing.health import Health

FILE = Path(__file__).parents[5] / "docs" / "api" / "auditor.openapi.json"


def main(arguments: list[str]) -> int:
    """Write the document, or with `--check` say whether the committed one is what the code says; exit code."""
    app = build_app(cast(Any, None), Health(), simulated=True)  # nothing is opened: describing asks nobody
    text = json.dumps(app.openapi(), ensure_ascii=False, indent=2) + "\n"
    if "--check" in arguments:
        if FILE.exists() and FILE.read_text("utf-8") == text:
            return 0
        print(f"{FILE.name} is not what the code says: run `python -m {__package__}`", file=sys.stderr)
        return 1
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(text, "utf-8")
    return 0


sys.exit(main(sys.argv[1:]))
