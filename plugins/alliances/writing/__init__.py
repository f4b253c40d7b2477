"""The text of a meeting's record and minutes: passages, their versions, two people writing at once."""
