"""Figures: named definitions of what counts, over which bodies; their receipts and how they differ.

All of it is pure: whoever asks says as of when, by what was known, and hands over the bodies.
"""

from services.auditor.figures.bodies import Body, Census, CensusInvalid, body_of, reached
from services.auditor.figures.computing import Figure, Tally, compute, figure, percent
from services.auditor.figures.definitions import Definition, DefinitionsInvalid, read_definitions, write_definitions
from services.auditor.figures.overdue import days_overdue
from services.auditor.figures.published import DEFINITIONS, FigureName, definition
from services.auditor.figures.receipts import Receipt, ReceiptUnreadable, issue, read_receipt, write_receipt
from services.auditor.figures.reconciling import CensusMissing, Reconciliation, Side, Step, reconcile
from services.auditor.figures.verifying import Difference, recompute, verify

__all__ = [
    "DEFINITIONS",
    "Body",
    "Census",
    "CensusInvalid",
    "CensusMissing",
    "Definition",
    "DefinitionsInvalid",
    "Difference",
    "Figure",
    "FigureName",
    "Receipt",
    "ReceiptUnreadable",
    "Reconciliation",
    "Side",
    "Step",
    "Tally",
    "body_of",
    "compute",
    "days_overdue",
    "definition",
    "figure",
    "issue",
    "percent",
    "reached",
    "read_definitions",
    "read_receipt",
    "recompute",
    "reconcile",
    "verify",
    "write_definitions",
    "write_receipt",
]
