"""A pull, and what happened then."""
