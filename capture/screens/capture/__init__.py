"""The mode Capture: a line to type in, and what was said."""
