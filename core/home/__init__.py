"""The public home page, and the page people start from when they have signed in."""
