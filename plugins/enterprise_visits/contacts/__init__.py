"""The enterprise's contact, who has no account: a secret link, and what is said by it."""
