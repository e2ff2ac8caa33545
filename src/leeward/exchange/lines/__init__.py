"""JSON Lines: one documented record an event, in and out."""
