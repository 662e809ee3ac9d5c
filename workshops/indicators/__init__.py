"""What managers watch of food workshops, by theme; every figure opens the rows that it counts."""
