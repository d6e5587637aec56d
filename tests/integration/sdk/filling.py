"""A program whose files may not grow: `python -m tests.integration.sdk.filling SPOOL URL BYTES`.

It keeps events until the disk is full, lifts the limit, and goes on; it prints what became of it as JSON.
"""

import itertools
import json
import resource
import sys
from pathlib import Path

from mohlat_sdk import Agency, Delivery, SpoolFull, generate_key

NOWHERE = "http://127.0.0.1:9"


def main(spool: Path, url: str, limit: int) -> None:
    names = itertools.count(1)
    with Agency(
        "sanjesh", generate_key(), NOWHERE, spool=spool, attempts=1, new_id=lambda: f"e{next(names):06}"
    ) as agency:
        agency.connected()
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        kept, full = 1, ""
        while not full:
            try:
                agency.service_digitized("s" * 100)
            except SpoolFull as error:
                full = f"{error.cause}: {error}"
            else:
                kept += 1
        state = agency.spool_state()
        depth = state.depth if state else 0
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        agency.closed()
    with Agency("sanjesh", generate_key(), url, spool=spool) as agency:
        delivered = agency.flush() is Delivery.ACCEPTED
    print(json.dumps({"kept": kept, "full": full, "depth": depth, "delivered": delivered}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
