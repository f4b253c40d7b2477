"""Calendar feeds: the days of a deputy and of a station, as calendar programs read them again and again."""
