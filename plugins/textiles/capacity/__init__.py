"""The capability directory: who can do what, how much of it is free, and who can do something this month."""
