"""The map as one page that needs nothing else."""
