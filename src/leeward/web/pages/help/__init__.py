"""Help numbers and being watched; always there."""
