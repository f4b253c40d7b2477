"""Members of the standing committee keep in touch with deputies, and deputies with residents."""
