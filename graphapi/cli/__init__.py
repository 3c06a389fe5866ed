"""The command line: serve, check, stats, query, export, trust, schema, key.

Exit codes: 0 all is well; 1 the answer is bad news (problems of severity ERROR, errors in a
GraphQL answer); 2 the command could not be carried out, said in one line.
"""

from graphapi.cli.program import app, main

__all__ = ["app", "main"]
