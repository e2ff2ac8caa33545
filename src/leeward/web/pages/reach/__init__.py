"""Reaching out: people one feels safe with, finding help, and the page one brings."""
