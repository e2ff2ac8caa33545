"""Suggestions by Thompson sampling, with stored propensities."""
