"""Demonstrations: a place as it might look after a year, loaded through the same services as people use."""
