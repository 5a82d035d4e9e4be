"""From text to plain data with a place for every value. Knows YAML, and nothing of what a spec means."""
