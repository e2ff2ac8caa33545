"""Notes that ask again: put behind a second key, read, brought back."""
