"""Runs tasks: the only floor that touches the network, the clock and the disk. No task is ever paid for twice."""
