"""What a change says: the facts that follow from what it wrote into the book."""
