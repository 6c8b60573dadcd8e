"""Foreign files in: read one, plan what it would add to a project, and add it.

`reading` looks only at the file, `importing.plan` only reads the project, `importing.apply` writes
within the one transaction of a change.  A dry run is a plan that is not applied.
"""
