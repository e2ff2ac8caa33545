"""Reading: linked pages with their sources."""
