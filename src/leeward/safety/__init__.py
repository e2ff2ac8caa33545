"""Help-seeking rules: pure, fixed and readable."""
