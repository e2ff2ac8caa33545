"""Leeward: a private companion for noticing, pausing and understanding."""

__version__ = "2026.11.0"
