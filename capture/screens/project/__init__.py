"""The mode Project: what it is about, and its lists."""
