"""Questionnaires and scales as data, with scoring."""
