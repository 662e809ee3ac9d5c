"""What waits in standards beside the steps themselves, by theme."""
