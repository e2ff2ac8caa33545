"""Today: the check-in and the day so far."""
