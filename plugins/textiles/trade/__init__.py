"""What the trade knows of itself: its parts from fibre to garment, processes, units, and the trades people work in."""
