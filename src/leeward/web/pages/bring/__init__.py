"""Bringing notes in."""
