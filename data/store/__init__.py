"""The project file: `Project` opens it, and one module an entity reads and writes it."""

from data.store.project import Project

__all__ = ["Project"]
