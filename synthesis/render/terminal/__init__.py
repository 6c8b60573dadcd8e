"""The map as lines of text, for `sayso map` and the mode Map alike."""
