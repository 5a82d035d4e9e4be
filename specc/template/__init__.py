"""Jinja inside scalars: a bounded sandbox, exact places, and values that keep their type."""
