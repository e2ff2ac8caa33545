"""What the notes show."""
