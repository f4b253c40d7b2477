"""Deputy groups: deputies of an area or a trade who act together."""
