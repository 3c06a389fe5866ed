"""GraphQL over HTTP: a thin Starlette application around an executor.

It knows HTTP and GraphQL's answers; what an article is, it does not ask.
"""

from graphapi.server.app import create_app
from graphapi.server.codes import ErrorCode
from graphapi.server.connections import ConnectionLimits
from graphapi.server.guard import Guard
from graphapi.server.health import Readiness
from graphapi.server.keys import make_key
from graphapi.server.known_documents import KnownDocuments, load_known_documents
from graphapi.server.open_files import allow_files
from graphapi.server.presentation import present
from graphapi.server.serve import bind, find_address, serve, url_of
from graphapi.server.watchers import check_tracing

__all__ = [
    "ConnectionLimits",
    "ErrorCode",
    "Guard",
    "KnownDocuments",
    "Readiness",
    "allow_files",
    "bind",
    "check_tracing",
    "create_app",
    "find_address",
    "load_known_documents",
    "make_key",
    "present",
    "serve",
    "url_of",
]
