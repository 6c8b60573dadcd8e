"""The map in many forms: a map in, text out; nothing here reads a project."""
