"""The calendar of working days: which days the state works, and which years are only guessed."""
