"""Playing a scenario and showing where everybody stands."""
