"""The widgets: what screens are made of.  They know no screen, and no project."""
