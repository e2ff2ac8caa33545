"""Practices, what helps me, experiments, reminders: the pages around the pause."""
