"""Your cycle: the loop, ease and return, what came before, the line, and a what-if."""
