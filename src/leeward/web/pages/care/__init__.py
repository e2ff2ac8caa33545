"""Looking after the journal."""
