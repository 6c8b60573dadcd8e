"""The map on sheets of paper: what stands where, and how large."""
