"""Write `roster.csv` and `timeline.csv` of `khordad-1402`: `python -m scenarios.build_khordad_1402 [FOLDER]`.

Seeded, so the same bytes each time. `law.yaml` is written by hand.
"""

import sys
from pathlib import Path
from random import Random

from scenarios.building.khordad_roster import roster
from scenarios.building.khordad_timeline import timeline
from scenarios.building.rows import write_folder

SEED = 1402
FOLDER = Path(__file__).parent / "khordad-1402"


def build(folder: Path) -> None:
    """Write both files into the folder."""
    rng = Random(SEED)  # noqa: S311 - a scenario, not a secret
    bodies = roster(rng)
    write_folder(folder, bodies, timeline(bodies, rng))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
