"""The Starlette application: which address leads where."""

from collections.abc import Callable

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from strawberry.http.ides import get_graphql_ide_html

from graphapi.execution import Execute, GraphQLCoreExecutor
from graphapi.server.endpoint import GraphQLEndpoint
from graphapi.server.health import Readiness, alive, readiness_endpoint
from graphapi.settings import Settings

__all__ = ["GRAPHQL_PATH", "create_app"]

GRAPHQL_PATH = "/graphql"


def create_app(
    schema: strawberry.Schema,
    context: Callable[[], object],
    readiness: Callable[[], Readiness | None],
    settings: Settings,
    execute: Execute | None = None,
) -> Starlette:
    """The application that serves `schema`.

    `context` is called once for each GraphQL request and returns its `info.context`, so that a
    request works on the corpus of the moment it began. `readiness` returns None until there is
    something to serve. `execute` answers the requests; None means graphql-core.
    """
    endpoint = GraphQLEndpoint(
        execute or GraphQLCoreExecutor(schema, max_tokens=settings.max_tokens),
        context,
        page=get_graphql_ide_html("graphiql") if settings.graphiql else None,
        max_body_bytes=settings.max_body_bytes,
    )
    return Starlette(
        routes=[
            Route("/", _to_graphql),
            Route(GRAPHQL_PATH, endpoint),
            Route("/healthz", alive),
            Route("/readyz", readiness_endpoint(readiness)),
        ]
    )


async def _to_graphql(_: Request) -> Response:
    return RedirectResponse(GRAPHQL_PATH)
