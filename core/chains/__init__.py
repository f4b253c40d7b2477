"""Industrial chains and their ordered segments."""
