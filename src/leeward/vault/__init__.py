"""The encrypted, append-only event log."""
