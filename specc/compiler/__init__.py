"""From templates, a cell and a model's schema to a program, and from rows to tasks. The heart of specc: binding time.

`program` takes row by row, and says what is wrong. `tiers` plans how a whole block is made at speed, and `emit` writes the function.
"""
