"""Findings, plans, differences and outcomes in the forms people and tools read. Only here is anything printed; only `cli` exits."""
