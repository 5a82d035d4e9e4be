"""The rules by family. A function words the faults of one rule; its docstring is the page `specc explain` shows."""
