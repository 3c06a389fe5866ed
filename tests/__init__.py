"""The tests: each a claim about what graphapi does."""
