"""What may happen to a task and what has happened: states, steps, events and outcomes. Pure."""
