"""What the builders of scenario folders share: days, rows and how they are written."""
