"""Every sentence and word that the command says, in both languages: one catalogue, a module for each kind of thing."""

from mohlat_sdk.cli.catalogue import doctor, events, failures, help_texts, keys, standing, tables
from mohlat_sdk.cli.catalogue.said import Said

_PARTS = (help_texts.SAID, failures.SAID, keys.SAID, events.SAID, standing.SAID, doctor.SAID, tables.SAID)

CATALOGUE: dict[str, Said] = {name: said for part in _PARTS for name, said in part.items()}

__all__ = ["CATALOGUE", "Said"]
