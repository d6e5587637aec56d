"""Where the registry's tables are, and how they come to be."""

from pathlib import Path

SCHEMA = "registry"
MIGRATIONS = Path(__file__).parent / "migrations"
