"""The screens: one file a screen.  They reach the project only through `capture.gateway`."""
