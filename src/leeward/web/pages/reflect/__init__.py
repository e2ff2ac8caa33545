"""Conversations with oneself, plans, people, and finding help."""
