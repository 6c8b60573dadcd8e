"""Notes that belong together: vectors, likeness, the tree and its cut."""
