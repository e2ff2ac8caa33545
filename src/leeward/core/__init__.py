"""The facade and one module for each concern."""
