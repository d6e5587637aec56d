"""Decisions without I/O: whom a duty binds, what a roster must be, what a key must be."""
