"""What managers watch of standards, by theme; every figure opens the rows that it counts."""
