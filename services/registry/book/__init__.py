"""The book: what is said of each entity, with its whole effective-dated history. Pure."""
