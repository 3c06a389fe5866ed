"""Every setting of graphapi, once.

The one model feeds the flags of `graphapi serve`, the `GRAPHAPI_*` variables, `--help` and the
table in the README. A flag wins over a variable, a variable over the default.
"""

import os
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, get_args, get_origin

import typer
from annotated_types import Ge, Le, MinLen
from pydantic import Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from graphapi.errors import ConfigurationError

__all__ = [
    "ENV_PREFIX",
    "Settings",
    "load_settings",
    "option",
    "settings_in_effect",
    "settings_table",
]

ENV_PREFIX = "GRAPHAPI_"
_HIDDEN = "api_keys"
"""The setting whose value must not be shown."""

LogLevel = Literal["debug", "info", "warning", "error"]


def _setting(default: Any, help_text: str, unit: str = "") -> Any:
    """A field with its help (one sentence) and the unit of its value ("" for none)."""
    return Field(default=default, description=help_text, json_schema_extra={"unit": unit})


class Settings(BaseSettings):
    """What can be set. Frozen: a running server does not change its mind."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, env_ignore_empty=True, extra="forbid", frozen=True
    )

    host: Annotated[str, MinLen(1)] = _setting(
        "127.0.0.1", "The address to listen on; 0.0.0.0 is every IPv4 address of the machine."
    )
    public: bool = _setting(
        False, "State that anybody may ask, from other machines and without an API key too."
    )
    port: Annotated[int, Ge(0), Le(65_535)] = _setting(
        8000, "The TCP port to listen on; 0 takes a free one."
    )
    workers: Annotated[int, Ge(1), Le(256)] = _setting(
        1, "Processes that answer requests; they share the memory of what is loaded.", "processes"
    )
    log_level: LogLevel = _setting(
        "info", "The least important messages to log; debug shows every request."
    )
    log_format: Literal["text", "json"] = _setting(
        "text", "How the log is written: lines for people, or a JSON object a line."
    )
    log_requests: bool = _setting(False, "Log every request, in one line.")
    log_documents: bool = _setting(
        False,
        "Show documents and variables in these lines and those of slow operations; they may hold "
        "what is private.",
    )
    slow_ms: Annotated[int, Ge(0), Le(3_600_000)] = _setting(
        0, "Log operations that take so long; 0 logs none.", "ms"
    )
    strict: bool = _setting(False, "Refuse a corpus that has a problem of severity ERROR.")
    follow_links: bool = _setting(
        False, "Read what symbolic links in the corpus lead to outside of it, too."
    )
    graphiql: bool = _setting(
        True, "Answer browsers at /graphql with the GraphiQL page; false: those with an API key."
    )
    introspection: bool = _setting(
        True, "Answer questions about the schema itself; false: to holders of an API key alone."
    )
    streams: bool = _setting(
        True,
        "Answer in parts where that is asked for: WebSockets, server-sent events, multipart; "
        "false: to holders of an API key alone.",
    )
    api_keys_file: str = _setting(
        "", "A file with the digests of the API keys that open the server, one a line."
    )
    api_keys: str = _setting("", "The same digests, set off by spaces; `graphapi key` makes a key.")
    allowed_hosts: str = _setting(
        "",
        "The names in Host that are answered to, set off by commas; .example.org with all below. "
        "Without any: those of this machine if only it can connect, else every name.",
    )
    cors_origins: str = _setting(
        "", "The origins whose pages may read answers, set off by commas; * for any."
    )
    trusted_proxies: str = _setting(
        "",
        "The addresses and networks of proxies whose X-Forwarded-For and X-Request-Id are "
        "believed, set off by commas.",
    )
    max_socket_operations: Annotated[int, Ge(1), Le(100_000)] = _setting(
        20, "The most operations that are under way at once on one WebSocket.", "operations"
    )
    deadline_ms: Annotated[int, Ge(1), Le(3_600_000)] = _setting(
        10_000, "The longest that one request may work, not counting what it waits for.", "ms"
    )
    receive_seconds: Annotated[int, Ge(1), Le(3_600)] = _setting(
        20, "The longest that a request may take to arrive.", "seconds"
    )
    idle_seconds: Annotated[int, Ge(1), Le(86_400)] = _setting(
        75,
        "How long a connection without requests stays open; choose more than a proxy in front has.",
        "seconds",
    )
    connection_limit: Annotated[int, Ge(1), Le(1_000_000)] = _setting(
        900, "Connections that a worker holds at once; more are answered 503.", "connections"
    )
    connections_per_client: Annotated[int, Ge(1), Le(1_000_000)] = _setting(
        200,
        "Connections that one address of another machine may hold in a worker; trusted proxies may "
        "hold all.",
        "connections",
    )
    waiting_limit: Annotated[int, Ge(1), Le(1_000_000)] = _setting(
        800,
        "Requests and streams that wait in a worker at once; more are answered 503.",
        "requests",
    )
    queue_limit: Annotated[int, Ge(0), Le(1_000_000)] = _setting(
        500,
        "Operations that wait for their turn in a worker at once; more are answered 503.",
        "operations",
    )
    rate_units: Annotated[int, Ge(0), Le(1_000_000_000)] = _setting(
        20_000,
        "What a client on another machine may ask for each second; 0 counts nothing.",
        "units",
    )
    rate_burst_units: Annotated[int, Ge(1), Le(1_000_000_000)] = _setting(
        400_000, "What such a client may ask for at once, after a pause.", "units"
    )
    sockets_per_client: Annotated[int, Ge(1), Le(1_000_000)] = _setting(
        50, "WebSockets that such a client may have open in a worker.", "WebSockets"
    )
    max_body_bytes: Annotated[int, Ge(1), Le(1 << 30)] = _setting(
        1 << 19, "The longest request body that is read.", "bytes"
    )
    max_batch: Annotated[int, Ge(0), Le(1_000)] = _setting(
        0, "The most requests in one body, as a JSON array; 0 takes no arrays.", "requests"
    )
    # 65,535 is what httptools takes; many proxies and CDNs stop at 8 or 16 KiB.
    max_url_bytes: Annotated[int, Ge(1), Le(65_535)] = _setting(
        16_384, "The longest URL that is read; longer queries go by POST.", "bytes"
    )
    max_header_bytes: Annotated[int, Ge(256), Le(1 << 20)] = _setting(
        32_768, "The longest headers of a request, each counted as 32 more than it has.", "bytes"
    )
    max_answer_bytes: Annotated[int, Ge(1), Le(1 << 32)] = _setting(
        16 << 20, "The longest answer that is given, before it is compressed.", "bytes"
    )
    max_unsent_bytes: Annotated[int, Ge(1), Le(1 << 40)] = _setting(
        256 << 20,
        "The most of their answers that clients of a worker may leave waiting; beyond it the "
        "slowest are cut off.",
        "bytes",
    )
    max_unanswered_bytes: Annotated[int, Ge(1), Le(1 << 40)] = _setting(
        64 << 20,
        "The most bytes of request bodies that a worker holds at once; beyond it the longest that "
        "are still arriving are answered 503.",
        "bytes",
    )
    document_cache_bytes: Annotated[int, Ge(0), Le(1 << 40)] = _setting(
        16 << 20, "Memory for parsed and validated documents; 0 keeps none.", "bytes"
    )
    plan_cache_bytes: Annotated[int, Ge(0), Le(1 << 40)] = _setting(
        32 << 20, "Memory for compiled operations; 0 runs everything on graphql-core.", "bytes"
    )
    fragment_cache_bytes: Annotated[int, Ge(0), Le(1 << 40)] = _setting(
        64 << 20,
        "Memory for encoded parts of answers, of this corpus version; 0 keeps none.",
        "bytes",
    )
    response_cache_bytes: Annotated[int, Ge(0), Le(1 << 40)] = _setting(
        32 << 20, "Memory for whole answers; 0 keeps none.", "bytes"
    )
    compress_min_bytes: Annotated[int, Ge(1), Le(1 << 40)] = _setting(
        1024, "The shortest answer that is compressed, where the client asks for that.", "bytes"
    )
    cache_max_age: Annotated[int, Ge(0), Le(31_536_000)] = _setting(
        0,
        "How long caches may use an answer to GET without asking again; 0: they ask each time.",
        "seconds",
    )
    apq_cache_bytes: Annotated[int, Ge(0), Le(1 << 40)] = _setting(
        4 << 20,
        "Memory for documents that clients register (automatic persisted queries); 0 takes none.",
        "bytes",
    )
    trusted_documents: str = _setting(
        "", "A manifest of documents that clients may ask for by name; `graphapi trust` makes one."
    )
    trusted_only: bool = _setting(False, "Answer trusted documents alone.")
    metrics: Literal["local", "anyone", "off"] = _setting(
        "local",
        "Who may read /metrics, for Prometheus: programs of this machine and holders of an API "
        "key, or anyone; off counts nothing.",
    )
    metrics_names: Annotated[int, Ge(0), Le(1_000)] = _setting(
        100,
        "Names of operations that have figures of their own, beside known ones; others share one.",
        "names",
    )
    tracing: bool = _setting(
        False,
        "Trace requests with OpenTelemetry, as the OTEL_* variables say; it needs the extra "
        "graphapi[tracing].",
    )
    debug: bool = _setting(
        False, "Show in `extensions.execution` how each operation ran, and what the caches did."
    )
    max_tokens: Annotated[int, Ge(1), Le(1_000_000)] = _setting(
        15_000, "The longest GraphQL document that is parsed.", "tokens"
    )
    max_document_bytes: Annotated[int, Ge(1), Le(1 << 30)] = _setting(
        100_000, "The longest GraphQL document that is parsed.", "bytes"
    )
    max_cost: Annotated[int, Ge(1), Le(10**12)] = _setting(
        200_000, "The highest price of an operation that is run, about one for each object."
    )
    max_depth: Annotated[int, Ge(1), Le(10_000)] = _setting(
        25, "The most fields inside one another in an operation, fragments unfolded.", "fields"
    )
    max_root_fields: Annotated[int, Ge(1), Le(100_000)] = _setting(
        50, "The most fields at the root of an operation, fragments unfolded.", "fields"
    )
    max_aliases: Annotated[int, Ge(0), Le(100_000)] = _setting(
        100, "The most aliases in a document.", "aliases"
    )
    max_directives: Annotated[int, Ge(0), Le(100_000)] = _setting(
        100, "The most directives in a document.", "directives"
    )
    max_fragment_spreads: Annotated[int, Ge(0), Le(100_000)] = _setting(
        200, "The most fragment spreads in a document.", "spreads"
    )
    max_repeated_fields: Annotated[int, Ge(0), Le(100_000)] = _setting(
        100, "The most fields in a document that their selection has already.", "fields"
    )
    max_variables_bytes: Annotated[int, Ge(0), Le(1 << 30)] = _setting(
        1 << 18, "The most text in the variables; other values count as eight bytes.", "bytes"
    )
    max_variables_depth: Annotated[int, Ge(1), Le(10_000)] = _setting(
        64, "The most lists and objects inside one another in a variable.", "levels"
    )
    max_list_items: Annotated[int, Ge(0), Le(1_000_000)] = _setting(
        1_000, "The longest list in a document or a variable.", "items"
    )


def load_settings(**flags: object) -> Settings:
    """The settings of this process: `flags` that are not None, then the environment, then defaults.

    Raises ConfigurationError with one line for each setting that cannot be used, naming the flag
    or variable, its value and what is allowed.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # checked by the model itself
    except ValidationError as error:
        raise ConfigurationError("\n".join(_complaints(error, given))) from error


def option(name: str) -> Any:
    """The `typer.Option` of the setting `name`, with help, default, range and variable.

    Annotate the parameter as `str | None` (`bool | None` for a switch) with the default None: the
    model checks the value, so that a flag and a variable are refused in the same words.
    """
    field = Settings.model_fields[name]
    flag = _flag(name)
    if field.annotation is bool:
        declarations, metavar = (f"{flag}/--no-{flag.removeprefix('--')}",), None
    else:
        declarations, metavar = (flag,), name.rpartition("_")[2].upper()
    return typer.Option(
        *declarations,
        metavar=metavar,
        show_default=_text(field.default),
        help=f"{field.description} {_sentence(_allowed(field))} Variable: {_variable(name)}.",
    )


def settings_table() -> str:
    """The settings as a Markdown table, in the order of the model; the README holds a copy."""
    lines = ["| Flag | Variable | Default | Allowed | Meaning |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| `{_flag(name)}` | `{_variable(name)}` | `{_text(field.default)}` "
        f"| {_allowed(field)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(lines) + "\n"


def settings_in_effect(
    settings: Settings, flags: Mapping[str, object]
) -> Iterator[tuple[str, str, str]]:
    """The flag of each setting, its value, and where that is from, in the order of the model.

    `flags` are those that `settings` were loaded with. What opens the server is not shown, only how
    much of it there is.
    """
    for name in Settings.model_fields:
        value = getattr(settings, name)
        shown = f"({len(value.split())} not shown)" if name == _HIDDEN and value else _text(value)
        if flags.get(name) is not None:
            source = "flag"
        else:
            source = _variable(name) if _from_environment(name) else "default"
        yield _flag(name), shown, source


def _complaints(error: ValidationError, given: dict[str, object]) -> Iterator[str]:
    for problem in error.errors():
        name = str(problem["loc"][0])
        if name not in Settings.model_fields:
            yield f"{name}: there is no such setting; known are {', '.join(Settings.model_fields)}"
            continue
        value = given[name] if name in given else _from_environment(name)
        source = _flag(name) if name in given else _variable(name)
        yield f"{source}: {value!r} cannot be used; {_allowed(Settings.model_fields[name])}"


def _from_environment(name: str) -> str | None:
    """The variable's text; like pydantic-settings, whatever the case of its name."""
    wanted = _variable(name).lower()
    return next((value for key, value in os.environ.items() if key.lower() == wanted), None)


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _variable(name: str) -> str:
    return f"{ENV_PREFIX}{name.upper()}"


def _text(value: object) -> str:
    """A value as it is written in a flag or a variable."""
    if value == "":
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _allowed(field: FieldInfo) -> str:
    """What the setting takes, in words: `a whole number of bytes from 1 to 1073741824`."""
    if field.annotation is bool:
        return "true or false"
    if get_origin(field.annotation) is Literal:
        return f"one of {', '.join(get_args(field.annotation))}"
    if field.annotation is int:
        low = next(bound.ge for bound in field.metadata if isinstance(bound, Ge))
        high = next(bound.le for bound in field.metadata if isinstance(bound, Le))
        extra = field.json_schema_extra
        unit = extra.get("unit") if isinstance(extra, dict) else None
        return f"a whole number{f' of {unit}' if unit else ''} from {low} to {high}"
    return "any text" if field.default == "" else "any text that is not empty"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
