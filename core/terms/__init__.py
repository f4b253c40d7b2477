"""The term change: a new roster beside the old one, put into force on a day, and taken back until it is confirmed."""
