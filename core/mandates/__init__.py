"""Mandates: by-elections, suspensions, resignations, ends; each on a day, for a reason, and kept."""
