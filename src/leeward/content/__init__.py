"""Practices, knowledge, help lines and wording as data."""
