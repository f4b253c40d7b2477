"""Figures: named numbers computed from records, for one station or a region, within a period."""
