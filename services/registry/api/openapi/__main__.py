"""Write the committed description, or compare it: `python -m services.registry.api.openapi [--check]`."""

import sys

from services.registry.api.openapi.committed import main

sys.exit(main(sys.argv[1:]))
