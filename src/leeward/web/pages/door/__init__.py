"""The lock page and what works without opening."""
