"""From events to numbers to plain summaries with uncertainty."""
