"""Who is told what of food workshops, by theme."""
