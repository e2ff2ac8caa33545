"""One entry: read, change, take back, forget."""
