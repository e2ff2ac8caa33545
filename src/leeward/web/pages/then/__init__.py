"""What follows an answer, where something does."""
