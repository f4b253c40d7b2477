"""Profiles: what a deputy shows the people: identity, duties and deeds, and the contact data they agreed to show."""
