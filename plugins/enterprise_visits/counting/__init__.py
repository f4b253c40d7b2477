"""What is counted of pairings and visits: the records behind each number."""
