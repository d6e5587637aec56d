"""The registry's HTTP API as its officials' commands ask it."""
