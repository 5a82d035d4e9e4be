"""specc: a compiler and linter for declarative video specs."""
