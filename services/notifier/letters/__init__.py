"""What a letter says, in Persian and English, and its exact bytes."""
