"""The command line: serve, check, stats, query, export, trust, schema, key.

Exit codes: 0 for success; 1 for bad results (problems of severity ERROR, errors in a GraphQL
answer); 2 if the command could not run, with the reason in one line.
"""

from graphapi.cli.program import app, main

__all__ = ["app", "main"]
