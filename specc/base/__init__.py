"""The words every floor speaks: places in text, faults, diagnostics, and errors that are not the spec's."""
