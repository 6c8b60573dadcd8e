"""The project file and what ships with the app."""
