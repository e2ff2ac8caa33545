"""The page a person brings along: chosen, cut and previewed by them."""
