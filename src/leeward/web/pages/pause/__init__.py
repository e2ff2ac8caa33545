"""A breath, without unlocking."""
