"""Running operations, on small schemas of these tests' own."""
