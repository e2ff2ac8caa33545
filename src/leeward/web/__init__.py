"""The web floor: pages on the loopback, readable without JavaScript."""
