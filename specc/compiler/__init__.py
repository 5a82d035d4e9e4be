"""From templates, a cell and a model's schema to a program, and from rows to tasks. The heart of specc: binding time."""
