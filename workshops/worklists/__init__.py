"""What waits in food workshops beside the steps themselves, by theme."""
