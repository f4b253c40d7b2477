"""How combinations compare with the usual practice, by a statistics library."""
