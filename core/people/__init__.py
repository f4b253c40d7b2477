"""People: one row a human being, whatever offices they hold."""
