"""Who signed a request, what it holds, and how it gets into the log."""
