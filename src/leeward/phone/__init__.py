"""The static site that can add but never read back."""
