"""What is typed into investment, by theme."""
