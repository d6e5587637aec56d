"""The connector over HTTP."""
