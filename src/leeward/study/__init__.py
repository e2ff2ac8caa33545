"""Experience-sampling and micro-randomised studies."""
