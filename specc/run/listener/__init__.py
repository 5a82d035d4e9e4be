"""What the provider's webhooks speak to: it notes in the ledger that there is news of a task, and nothing else."""
