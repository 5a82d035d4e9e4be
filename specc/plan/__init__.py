"""What may happen to a task and what has happened: states, steps, events and outcomes; and how two sets of tasks differ. Pure."""
