"""The day after: what was good, what it cost, if anything. Opted in, never pressed."""
