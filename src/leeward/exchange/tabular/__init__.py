"""Rows of other programs into entries, through a mapping; and entries out as a table."""
