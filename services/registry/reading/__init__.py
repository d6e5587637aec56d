"""What the book says as of an instant, as it was known at an instant."""
