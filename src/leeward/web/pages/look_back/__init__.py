"""Looking back, and the question asked apart."""
