"""When this connector was open, and what it promises about the time."""
