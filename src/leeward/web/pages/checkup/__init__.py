"""Quiet questions on body, medicine and cost, one topic a page."""
