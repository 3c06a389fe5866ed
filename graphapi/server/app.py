"""The ASGI application, and which part of it serves which path."""

from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256
from http import HTTPStatus
from importlib.metadata import version
from typing import Final

import strawberry
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from graphapi.execution import CompilingExecutor, Engine, Execute, Limits
from graphapi.runtime.deadlines import watching
from graphapi.server.answers.http_caching import CachePolicy
from graphapi.server.answers.schema_visibility import hiding_schema
from graphapi.server.door.guard import Guard
from graphapi.server.door.guarded_app import DirectAnswer, guard_asgi, guard_direct
from graphapi.server.door.metering import ClientMeter, charging
from graphapi.server.endpoint.endpoint import GraphQLEndpoint
from graphapi.server.endpoint.request_batches import Batches
from graphapi.server.monitoring.health import Phase, Readiness, alive, readiness_endpoint
from graphapi.server.monitoring.monitors import Monitors
from graphapi.server.monitoring.operation_names import names_in
from graphapi.server.pages import MissingPage, Page, load_page, page_routes
from graphapi.server.requests.admission import Admission, note_root_field
from graphapi.server.requests.known_documents import KnownDocuments, load_known_documents
from graphapi.server.requests.observation import Observer
from graphapi.server.streams.streams import INIT_SECONDS, Streams
from graphapi.server.turns.long_queries import TimeSlicer
from graphapi.server.turns.turn_queue import TurnQueue, in_turn
from graphapi.settings import Settings

__all__ = ["GRAPHQL_PATH", "GRAPHQL_PATHS", "Application", "create_app"]

GRAPHQL_PATH: Final = "/graphql"
GRAPHQL_PATHS: Final = frozenset({GRAPHQL_PATH, f"{GRAPHQL_PATH}/"})
"""All paths of the endpoint: some clients and proxies append a slash."""


class Application:
    """The ASGI application: the GraphQL endpoint, and Starlette's routes for everything else.

    Starlette's routing takes about as long as a small answer. So the endpoint, which handles its
    own errors, is called without it, and `answer_directly` even bypasses ASGI. The guard checks
    requests on all of these paths.
    """

    def __init__(
        self,
        endpoint: GraphQLEndpoint,
        streams: Streams | None,
        others: ASGIApp,
        guard: Guard,
        monitors: Monitors,
        turns: TurnQueue,
        phase: Phase,
    ) -> None:
        self._endpoint, self._streams, self._others = endpoint, streams, others
        self._guard = guard
        self.monitors, self.turns, self.phase = monitors, turns, phase
        self.counted_client = guard.counted_client
        self.paths = GRAPHQL_PATHS
        self.max_body_bytes = endpoint.max_body_bytes
        self.answer_directly: DirectAnswer = partial(guard_direct, guard, endpoint.answer_directly)
        """Answers a POST request to the endpoint; see `GraphQLEndpoint.answer_directly`."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, WebSocket or lifespan."""
        if scope["type"] == "lifespan":
            await self._others(scope, receive, send)
        else:
            observer = self.monitors.observer
            await guard_asgi(self._guard, self._route, observer, scope, receive, send)

    def _route(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["path"] in GRAPHQL_PATHS:
            if scope["type"] == "http":
                return self._endpoint(scope, receive, send)
            admission: Admission = scope["graphapi.admission"]
            if self._streams is not None and admission.rights.streams:
                return self._streams(scope, receive, send)
        return self._others(scope, receive, send)


def create_app(
    schema: strawberry.Schema,
    context: Callable[[], object],
    readiness: Callable[[], Readiness | None],
    settings: Settings,
    execute: CompilingExecutor | None = None,
    documents: KnownDocuments | None = None,
    examples: Iterable[str] = (),
    *,
    init_seconds: float = INIT_SECONDS,
) -> Application:
    """The application that serves `schema`.

    `context` is called once for each GraphQL request and returns its `info.context`, or an
    `Opening` of it, so a request works on the corpus that was current when it started. `readiness`
    returns None until there is something to serve. `execute` runs the requests; None creates an
    executor that caches no answers. `documents` are those that requests may name; None: those in
    the settings. The operations in `examples` and in trusted documents always have metrics of their
    own. WebSockets have `init_seconds` to send `connection_init`.
    """
    documents = documents or load_known_documents(settings)
    executor = execute or CompilingExecutor(
        Engine(
            schema,
            limits=Limits.of(settings),
            reports_errors=False,
        )
    )
    guard, turns, phase = Guard(settings), TurnQueue(settings.queue_limit), Phase()
    monitors = Monitors(
        settings,
        guard,
        turns,
        GRAPHQL_PATH,
        names_in([*examples, *documents.trusted]),
        lambda: {
            **executor.engine.figures,
            "answers": endpoint.cache_figures,
            "persisted": documents.registered,
        },
    )
    executor.engine.set_long_runner(TimeSlicer(turns))
    if settings.tracing:
        executor.engine.call_at_root_fields(note_root_field)
    parts = _Parts(settings, executor, context, documents, guard, turns, init_seconds)
    streams = parts.streams(monitors.observer)
    endpoint = parts.endpoint(
        streams,
        version=executor.version if execute is not None else None,
        policy=CachePolicy(_seed(schema, documents), settings.cache_max_age),
    )
    others = Starlette(
        routes=[
            *page_routes(),
            Route("/healthz", alive),
            Route("/readyz", readiness_endpoint(readiness, phase, has_keys=bool(guard.keys))),
            *monitors.routes(readiness),
        ],
        exception_handlers={HTTPStatus.NOT_FOUND: MissingPage()},
        lifespan=_life_with(guard),
    )
    return Application(endpoint, streams, others, guard, monitors, turns, phase)


@dataclass(frozen=True)
class _Parts:
    """What the endpoint, its batches and its streams share."""

    settings: Settings
    executor: CompilingExecutor
    context: Callable[[], object]
    documents: KnownDocuments
    guard: Guard
    turns: TurnQueue
    init_seconds: float

    @cached_property
    def execute(self) -> Execute:
        """The executor with the features that the settings ask for, in turns."""
        execute: Execute = self.executor
        if self.settings.rate_units:
            execute = charging(self.executor)
            self.executor.engine.charge_reading_to(ClientMeter())
        if not self.settings.introspection:
            execute = hiding_schema(execute, self.executor.engine)
        return in_turn(execute, self.executor.engine, self.turns)

    def streams(self, observer: Observer | None) -> Streams | None:
        """Streamed answers, if any client may have them."""
        if not self.settings.streams and not self.guard.keys:
            return None
        return Streams(
            self.execute,
            self.executor,
            self.context,
            self.documents,
            self.turns,
            observer,
            allowed_origins=self.guard.origins.origins,
            most_operations=self.settings.max_socket_operations,
            max_answer_bytes=self.settings.max_answer_bytes,
            init_seconds=self.init_seconds,
            count=self.guard.streaming,
        )

    def batches(self) -> Batches | None:
        """Answers to batches, if they are allowed."""
        if not self.settings.max_batch:
            return None
        return Batches(
            self.execute,
            self.executor.engine,
            self.documents,
            self.turns,
            most=self.settings.max_batch,
            max_answer_bytes=self.settings.max_answer_bytes,
        )

    def endpoint(
        self,
        streams: Streams | None,
        version: Callable[[object], Hashable] | None,
        policy: CachePolicy,
    ) -> GraphQLEndpoint:
        """The endpoint; `version` returns that of the data, if answers may be cached."""
        settings = self.settings
        return GraphQLEndpoint(
            self.execute,
            self.context,
            facts=self.executor.facts,
            page=_graphiql(self.guard, settings, self.documents),
            max_body_bytes=settings.max_body_bytes,
            max_answer_bytes=settings.max_answer_bytes,
            version=version,
            cache_bytes=settings.response_cache_bytes,
            streams=streams,
            batches=self.batches(),
            documents=self.documents,
            turns=self.turns,
            policy=policy,
            compress_min_bytes=settings.compress_min_bytes,
        )


def _graphiql(guard: Guard, settings: Settings, documents: KnownDocuments) -> Page | None:
    """The GraphiQL page, if any client may have it."""
    if documents.trusted_only:
        return None  # queries written there would be rejected
    if settings.graphiql:
        return load_page("graphiql")
    return load_page("graphiql").kept_by_browsers_alone() if guard.keys else None


def _life_with(guard: Guard) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """The lifespan of the application."""

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        guard.request_ids.renew()
        with watching():
            yield

    return life


def _seed(schema: strawberry.Schema, documents: KnownDocuments) -> str:
    """A digest of what answers depend on besides the request and the version of the data."""
    parts = (version("graphapi"), schema.as_str(), documents.version)
    return sha256("\0".join(parts).encode()).hexdigest()
