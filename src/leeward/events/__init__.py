"""What can happen to a person here, as frozen records."""
