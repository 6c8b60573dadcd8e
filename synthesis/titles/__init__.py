"""Names for groups of remarks, cut out of people's own clauses."""
