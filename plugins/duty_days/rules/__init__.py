"""The rules of duty days: rhythms, the words rosters use for them, and the days they make."""
