"""Notes in, draft map out: pure, no SQL, no screen."""
