"""Diaries as tables for the model: one record a line, for researchers and for checks."""
