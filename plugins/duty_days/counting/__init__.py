"""What is counted of duty days, and the records behind each number."""
