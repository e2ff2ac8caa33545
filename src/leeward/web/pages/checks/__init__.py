"""Questionnaires: fill in, see what comes out and how far to trust it, bring one's own."""
