"""Everything in order, with search."""
