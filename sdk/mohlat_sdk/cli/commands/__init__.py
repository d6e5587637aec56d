"""The commands, each with its own way to show what came of it."""
