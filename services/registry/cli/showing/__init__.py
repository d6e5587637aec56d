"""What officials see: tables, items, problems and dates, in their language."""
