"""Personal data: a copy of one's own, corrections, erasure, and how long anything is kept."""
