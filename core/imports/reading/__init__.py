"""Reading: the sheets of a stranger's file, whatever program wrote it; nothing is understood here yet."""
