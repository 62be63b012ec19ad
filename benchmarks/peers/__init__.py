"""Other programs beside ours: the same reminders to the same mail server, the same list of overdue work."""
