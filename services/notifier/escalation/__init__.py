"""Which letter is due to whom: pure rules over a case, the ledger and an instant."""
