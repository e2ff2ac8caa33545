"""The menu of everything else."""
