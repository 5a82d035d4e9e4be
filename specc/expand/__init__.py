"""The product of languages and matrix: cells, each with the names its templates see."""
