"""What officials enter: the operations on the book, and the fields they are made of."""
