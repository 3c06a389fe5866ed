"""The HTTP server, on a small schema of these tests' own."""
