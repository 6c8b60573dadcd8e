"""The journey map as records: built, read for findings, narrowed and compared."""
