"""Employers that rosters name in words: settled once, by an enterprise of ours or by saying that it is none."""
