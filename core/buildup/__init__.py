"""Build-up: how many stations a region wants to open, year by year, and how far it has come."""
