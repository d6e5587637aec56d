"""What a command tells whoever runs it in a script."""

FINE = 0
REFUSED = 1
"""Registry or connector said no; a table has errors; a check of `doctor` failed."""
UNUSABLE = 2
"""What was typed, the configuration, the key or a file cannot be used."""
AWAY = 3
"""Nobody could be reached, and nothing was kept."""
KEPT = 4
"""The event is kept on this disk and not delivered yet."""
DISK = 5
"""The spool or the disk does not take it."""
BROKEN = 70
"""A fault of the command itself."""
INTERRUPTED = 130
