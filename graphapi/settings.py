"""All settings of graphapi, in one model.

The one model feeds the flags of `graphapi serve`, the `GRAPHAPI_*` variables, `--help` and the
table in docs/settings.md. A flag wins over a variable, a variable over the default.
"""

import os
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal, get_args, get_origin

import typer
from annotated_types import Ge, Le, MinLen
from pydantic import Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from graphapi.errors import ConfigurationError

__all__ = [
    "ENV_PREFIX",
    "GROUPS",
    "Settings",
    "load_settings",
    "option",
    "settings_in_effect",
    "settings_table",
]

ENV_PREFIX = "GRAPHAPI_"
_HIDDEN = "api_keys"
"""The setting whose value must not be shown."""

Language = Literal[
    "arabic",
    "danish",
    "dutch",
    "english",
    "finnish",
    "french",
    "german",
    "greek",
    "hungarian",
    "italian",
    "norwegian",
    "portuguese",
    "romanian",
    "russian",
    "spanish",
    "swedish",
    "turkish",
]

LogLevel = Literal["debug", "info", "warning", "error"]


def _setting(default: Any, help_text: str, unit: str = "") -> Any:
    """A field with its help (one sentence) and the unit of its value ("" for none)."""
    return Field(default=default, description=help_text, json_schema_extra={"unit": unit})


class Settings(BaseSettings):
    """All settings. Frozen: a running server does not change them."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, env_ignore_empty=True, extra="forbid", frozen=True
    )

    host: Annotated[str, MinLen(1)] = _setting(
        "127.0.0.1", "The address to listen on; 0.0.0.0 means every IPv4 address of the machine."
    )
    public: bool = _setting(
        False, "Confirm that anyone may send requests, from other machines and without an API key."
    )
    port: Annotated[int, Ge(0), Le(65_535)] = _setting(
        8000, "The TCP port to listen on; 0 picks a free one."
    )
    reuse_port: bool = _setting(
        False,
        "Share the port with other servers of this user that do the same: start a new version, "
        "then stop the old one.",
    )
    workers: Annotated[int, Ge(1), Le(256)] = _setting(
        1,
        "Processes that answer requests; they share the memory of the loaded corpus.",
        "processes",
    )
    log_level: LogLevel = _setting(
        "info", "The least severe messages to log; debug logs every request."
    )
    log_format: Literal["text", "json"] = _setting(
        "text", "The format of the log: text for people, or one JSON object per line."
    )
    log_requests: bool = _setting(False, "Log one line for each request.")
    log_documents: bool = _setting(
        False,
        "Include documents and variables, which may be private, in the log lines of requests "
        "and slow operations.",
    )
    slow_ms: Annotated[int, Ge(0), Le(3_600_000)] = _setting(
        0, "Log operations that take this long or longer; 0 logs none.", "ms"
    )
    strict: bool = _setting(False, "Refuse a corpus that has a problem of severity ERROR.")
    follow_links: bool = _setting(False, "Follow symbolic links that lead out of the corpus, too.")
    language: Language = _setting(
        "english", "The language of articles for search, where their words do not tell it."
    )
    watch: Literal["auto", "poll", "off"] = _setting(
        "auto",
        "How `serve` notices changed files: by events and a scan every few seconds, by a scan "
        "every second, or only when it is told to (SIGHUP).",
    )
    cache: str = _setting(
        "",
        "The folder for snapshots of corpora, which make the next start fast; off: none. Empty: "
        "a folder in the user's cache folder.",
    )
    graphiql: bool = _setting(
        True,
        "Serve the GraphiQL page to browsers at /graphql; false: only to holders of an API key.",
    )
    introspection: bool = _setting(
        True, "Answer queries about the schema; false: only for holders of an API key."
    )
    streams: bool = _setting(
        True,
        "Allow WebSockets, server-sent events and multipart answers; false: only for holders "
        "of an API key.",
    )
    api_keys_file: str = _setting(
        "", "A file with the digests of the accepted API keys, one per line."
    )
    api_keys: str = _setting(
        "", "The digests of the accepted API keys, separated by spaces; `graphapi key` makes a key."
    )
    allowed_hosts: str = _setting(
        "",
        "The accepted names in the Host header, separated by commas; .example.org includes "
        "all subdomains. By default, a server on a loopback address accepts loopback names, "
        "any other server every name.",
    )
    cors_origins: str = _setting(
        "", "The origins whose pages may read answers, separated by commas; * means any."
    )
    trusted_proxies: str = _setting(
        "",
        "The addresses and networks of proxies whose X-Forwarded-For and X-Request-Id are "
        "trusted, separated by commas.",
    )
    max_socket_operations: Annotated[int, Ge(1), Le(100_000)] = _setting(
        20, "The most operations that may run at once on one WebSocket.", "operations"
    )
    deadline_ms: Annotated[int, Ge(1), Le(3_600_000)] = _setting(
        10_000,
        "The longest time that one request may run, without the time that it waits for ranks "
        "and stories.",
        "ms",
    )
    receive_seconds: Annotated[int, Ge(1), Le(3_600)] = _setting(
        20, "The longest time that a request may take to arrive.", "seconds"
    )
    idle_seconds: Annotated[int, Ge(1), Le(86_400)] = _setting(
        75,
        "How long a connection stays open without a request; choose more than a proxy in "
        "front of the server does.",
        "seconds",
    )
    connection_limit: Annotated[int, Ge(1), Le(1_000_000)] = _setting(
        3_000,
        "The most open connections of a worker; further ones are answered with 503.",
        "connections",
    )
    connections_per_client: Annotated[int, Ge(1), Le(1_000_000)] = _setting(
        200,
        "The most open connections of a worker from one address of another machine; trusted "
        "proxies are exempt.",
        "connections",
    )
    waiting_limit: Annotated[int, Ge(1), Le(1_000_000)] = _setting(
        800,
        "The most requests of a worker that wait; further ones are answered with 503.",
        "requests",
    )
    stream_limit: Annotated[int, Ge(1), Le(1_000_000)] = _setting(
        2_000,
        "The most open WebSockets and streamed answers of a worker; further ones are answered "
        "with 503.",
        "streams",
    )
    queue_limit: Annotated[int, Ge(0), Le(1_000_000)] = _setting(
        500,
        "The most operations that wait for a turn in a worker; beyond it the most expensive "
        "is answered with 503.",
        "operations",
    )
    rate_units: Annotated[int, Ge(0), Le(1_000_000_000)] = _setting(
        20_000,
        "The units that a client on another machine may use per second; 0 turns rate limits off.",
        "units",
    )
    rate_burst_units: Annotated[int, Ge(1), Le(1_000_000_000)] = _setting(
        400_000, "The units that such a client may use at once after a pause.", "units"
    )
    sockets_per_client: Annotated[int, Ge(1), Le(1_000_000)] = _setting(
        50, "The most open WebSockets of such a client in a worker.", "WebSockets"
    )
    max_body_bytes: Annotated[int, Ge(1), Le(1 << 30)] = _setting(
        1 << 19, "The longest request body.", "bytes"
    )
    max_batch: Annotated[int, Ge(0), Le(1_000)] = _setting(
        0, "The most requests in one body, as a JSON array; 0 turns batching off.", "requests"
    )
    # httptools accepts at most 65,535; many proxies and CDNs accept 8 or 16 KiB.
    max_url_bytes: Annotated[int, Ge(1), Le(65_535)] = _setting(
        16_384, "The longest URL; send longer queries with POST.", "bytes"
    )
    max_header_bytes: Annotated[int, Ge(256), Le(1 << 20)] = _setting(
        32_768,
        "The longest headers of a request; each header counts 32 bytes more than its text.",
        "bytes",
    )
    max_answer_bytes: Annotated[int, Ge(1), Le(1 << 32)] = _setting(
        16 << 20, "The longest answer, before compression.", "bytes"
    )
    max_unsent_bytes: Annotated[int, Ge(1), Le(1 << 40)] = _setting(
        256 << 20,
        "The most bytes of answers that the clients of a worker may leave unread; beyond it "
        "the connections with the most are closed.",
        "bytes",
    )
    max_unanswered_bytes: Annotated[int, Ge(1), Le(1 << 40)] = _setting(
        64 << 20,
        "The most bytes of request bodies that a worker holds at once; beyond it the longest "
        "that are still arriving are answered with 503.",
        "bytes",
    )
    document_cache_bytes: Annotated[int, Ge(0), Le(1 << 40)] = _setting(
        16 << 20, "Memory for parsed and validated documents; 0 caches none.", "bytes"
    )
    plan_cache_bytes: Annotated[int, Ge(0), Le(1 << 40)] = _setting(
        32 << 20, "Memory for compiled operations; 0 runs every operation on graphql-core.", "bytes"
    )
    fragment_cache_bytes: Annotated[int, Ge(0), Le(1 << 40)] = _setting(
        64 << 20,
        "Memory for encoded parts of answers; 0 caches none.",
        "bytes",
    )
    response_cache_bytes: Annotated[int, Ge(0), Le(1 << 40)] = _setting(
        32 << 20, "Memory for whole answers; 0 caches none.", "bytes"
    )
    compress_min_bytes: Annotated[int, Ge(1), Le(1 << 40)] = _setting(
        1024, "The shortest answer that is compressed when the client accepts compression.", "bytes"
    )
    cache_max_age: Annotated[int, Ge(0), Le(31_536_000)] = _setting(
        0,
        "How long caches may reuse an answer to GET without revalidating it; 0: they "
        "revalidate every time.",
        "seconds",
    )
    apq_cache_bytes: Annotated[int, Ge(0), Le(1 << 40)] = _setting(
        4 << 20,
        "Memory for documents that clients register (automatic persisted queries); 0 accepts none.",
        "bytes",
    )
    trusted_documents: str = _setting(
        "", "A manifest of documents that clients may request by name; `graphapi trust` makes one."
    )
    trusted_only: bool = _setting(False, "Answer only trusted documents.")
    metrics: Literal["local", "anyone", "off"] = _setting(
        "local",
        "Who may read /metrics: programs on this machine and holders of an API key (local), "
        "or anyone; off collects no metrics.",
    )
    metrics_names: Annotated[int, Ge(0), Le(1_000)] = _setting(
        100,
        "How many operation names outside the manifest and the examples get metrics of their "
        "own; the others share one.",
        "names",
    )
    tracing: bool = _setting(
        False,
        "Trace requests with OpenTelemetry, configured by the OTEL_* variables; needs the "
        "extra graphapi[tracing].",
    )
    debug: bool = _setting(
        False, "Show in `extensions.execution` how each operation ran and what the caches did."
    )
    max_tokens: Annotated[int, Ge(1), Le(1_000_000)] = _setting(
        15_000, "The most tokens in a GraphQL document.", "tokens"
    )
    max_document_bytes: Annotated[int, Ge(1), Le(1 << 30)] = _setting(
        100_000, "The longest GraphQL document.", "bytes"
    )
    max_cost: Annotated[int, Ge(1), Le(10**12)] = _setting(
        200_000, "The highest price of an operation, about one unit for each object."
    )
    max_depth: Annotated[int, Ge(1), Le(10_000)] = _setting(
        25, "The deepest nesting of fields in an operation, with fragments expanded.", "fields"
    )
    max_root_fields: Annotated[int, Ge(1), Le(100_000)] = _setting(
        50, "The most fields at the root of an operation, with fragments expanded.", "fields"
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
        100,
        "The most fields in a document that repeat a response key of their selection.",
        "fields",
    )
    max_variables_bytes: Annotated[int, Ge(0), Le(1 << 30)] = _setting(
        1 << 18, "The most text in the variables; any other value counts as eight bytes.", "bytes"
    )
    max_variables_depth: Annotated[int, Ge(1), Le(10_000)] = _setting(
        64, "The deepest nesting of lists and objects in a variable.", "levels"
    )
    max_list_items: Annotated[int, Ge(0), Le(1_000_000)] = _setting(
        1_000, "The longest list in a document or a variable.", "items"
    )


GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "Most used": ("host", "port", "public", "workers", "watch", "cache", "strict", "log_level"),
    "Reading the corpus": ("follow_links", "language"),
    "Features and access": (
        *("graphiql", "introspection", "streams", "api_keys_file", "api_keys", "allowed_hosts"),
        *("cors_origins", "trusted_proxies", "trusted_documents", "trusted_only"),
    ),
    "Logs, metrics and traces": (
        *("log_format", "log_requests", "log_documents", "slow_ms"),
        *("metrics", "metrics_names", "tracing", "debug"),
    ),
    "Time and rates": (
        "deadline_ms",
        "receive_seconds",
        "idle_seconds",
        "rate_units",
        "rate_burst_units",
    ),
    "Connections and waiting": (
        *("connection_limit", "connections_per_client", "waiting_limit", "stream_limit"),
        *("queue_limit", "sockets_per_client", "max_socket_operations", "reuse_port"),
    ),
    "Sizes of requests and answers": (
        *("max_body_bytes", "max_batch", "max_url_bytes", "max_header_bytes", "max_answer_bytes"),
        *("max_unsent_bytes", "max_unanswered_bytes", "compress_min_bytes"),
    ),
    "Caches": (
        *("document_cache_bytes", "plan_cache_bytes", "fragment_cache_bytes"),
        *("response_cache_bytes", "apq_cache_bytes", "cache_max_age"),
    ),
    "Limits of an operation": (
        *("max_tokens", "max_document_bytes", "max_cost", "max_depth", "max_root_fields"),
        *("max_aliases", "max_directives", "max_fragment_spreads", "max_repeated_fields"),
        *("max_variables_bytes", "max_variables_depth", "max_list_items"),
    ),
}
"""The settings by what they are about; the first group is what `serve --help` shows."""


def load_settings(**flags: object) -> Settings:
    """The settings of this process: `flags` that are not None, then the environment, then defaults.

    Raises ConfigurationError with one line for each invalid setting: the flag or variable, its
    value, and the values allowed.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # checked by the model itself
    except ValidationError as error:
        raise ConfigurationError("\n".join(_complaints(error, given))) from error


def option(name: str, *, group: str | None = None, hidden: bool = False) -> Any:
    """The `typer.Option` of the setting `name`, with help, default, range and variable.

    Annotate the parameter as `str | None` (`bool | None` for a switch) with the default None: the
    model checks the value, so flags and variables have the same error messages.
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
        hidden=hidden,
        rich_help_panel=group,
        help=f"{field.description} {_sentence(_allowed(field))} Variable: {_variable(name)}.",
    )


def settings_table() -> str:
    """The settings as Markdown, a table for each group; docs/settings.md has a copy."""
    lines: list[str] = []
    for group, names in GROUPS.items():
        lines += [f"## {group}", "", "| Flag and variable | Meaning | Default | Allowed |"]
        lines.append("| --- | --- | --- | --- |")
        for name in names:
            field = Settings.model_fields[name]
            lines.append(
                f"| `{_flag(name)}` `{_variable(name)}` | {field.description} "
                f"| `{_text(field.default)}` | {_allowed(field)} |"
            )
        lines.append("")
    return "\n".join(lines)


def settings_in_effect(
    settings: Settings, flags: Mapping[str, object]
) -> Iterator[tuple[str, str, str]]:
    """The flag, value and source of each setting, in the order of the model.

    `flags` are those that `settings` were loaded with. API keys are not shown, only their number.
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
            yield f"{name}: is not a setting; the settings are {', '.join(Settings.model_fields)}"
            continue
        value = given[name] if name in given else _from_environment(name)
        source = _flag(name) if name in given else _variable(name)
        yield f"{source}: {value!r} is not valid; use {_allowed(Settings.model_fields[name])}"


def _from_environment(name: str) -> str | None:
    """The text of a variable; its name is case-insensitive, as in pydantic-settings."""
    wanted = _variable(name).lower()
    return next((value for key, value in os.environ.items() if key.lower() == wanted), None)


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _variable(name: str) -> str:
    return f"{ENV_PREFIX}{name.upper()}"


def _text(value: object) -> str:
    """A value as it would be written in a flag or a variable."""
    if value == "":
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _allowed(field: FieldInfo) -> str:
    """The allowed values, in words: `a whole number of bytes from 1 to 1073741824`."""
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
