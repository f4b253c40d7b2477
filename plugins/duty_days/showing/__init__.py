"""What everybody reads of duty days: lists and months, of a station and of all stations of a place."""
