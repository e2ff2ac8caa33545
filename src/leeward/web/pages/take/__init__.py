"""Taking notes out."""
