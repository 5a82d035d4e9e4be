"""How findings are mended: edits of the source, one function a rule. Nothing is written here."""
