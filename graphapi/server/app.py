"""The Starlette application: which address leads where."""

from collections.abc import Awaitable, Callable

import strawberry
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from graphapi.execution import CompilingExecutor, Engine, Limits
from graphapi.server.endpoint import GraphQLEndpoint
from graphapi.server.health import Readiness, alive, readiness_endpoint
from graphapi.server.pages import load_page, page_routes
from graphapi.server.protocol import AnswerNow
from graphapi.server.streams import Streams
from graphapi.settings import Settings

__all__ = ["GRAPHQL_PATH", "Application", "create_app"]

GRAPHQL_PATH = "/graphql"


class Application:
    """The ASGI application: the GraphQL endpoint, and Starlette's routes for all else.

    Starlette's way to a route takes about as long as a small answer: the endpoint, which catches
    its own errors, is reached without it; by `answer_now`, without ASGI even.
    """

    def __init__(self, endpoint: GraphQLEndpoint, streams: Streams, others: ASGIApp) -> None:
        self._endpoint, self._streams, self._others = endpoint, streams, others
        self.answer_now: AnswerNow = endpoint.answer_now

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Serve one request, WebSocket or lifespan."""
        if scope["type"] == "http" and scope["path"] == GRAPHQL_PATH:
            return self._endpoint(scope, receive, send)
        if scope["type"] == "websocket" and scope["path"] == GRAPHQL_PATH:
            return self._streams(scope, receive, send)
        return self._others(scope, receive, send)


def create_app(
    schema: strawberry.Schema,
    context: Callable[[], object],
    readiness: Callable[[], Readiness | None],
    settings: Settings,
    execute: CompilingExecutor | None = None,
) -> Application:
    """The application that serves `schema`.

    `context` is called once for each GraphQL request and returns its `info.context`, so that a
    request works on the corpus of the moment it began. `readiness` returns None until there is
    something to serve. `execute` answers the requests; None makes one that keeps nothing of what
    it answered.
    """
    executor = execute or CompilingExecutor(
        Engine(schema, limits=Limits.of(settings), reports_errors=False)
    )
    streams = Streams(executor, context)
    endpoint = GraphQLEndpoint(
        executor,
        context,
        page=load_page("graphiql") if settings.graphiql else None,
        max_body_bytes=settings.max_body_bytes,
        version=executor.version if execute is not None else None,
        cache_bytes=settings.response_cache_bytes,
        streams=streams,
    )
    others = Starlette(
        routes=[
            *page_routes(),
            Route("/healthz", alive),
            Route("/readyz", readiness_endpoint(readiness)),
        ]
    )

    return Application(endpoint, streams, others)
