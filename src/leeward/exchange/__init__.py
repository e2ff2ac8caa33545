"""One folder for each format that comes in or goes out."""
