"""/feed.json and /feed.atom, with a filter in the query of the address as the pages have it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from hashlib import blake2b
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from graphapi.feeds.feed_formats import Feed, atom_feed, json_feed
from graphapi.server import Ask, bad_request_reply

__all__ = ["feed_routes"]

_ITEMS: Final = 50

_ARTICLE: Final = """
fragment Item on Article {
  url webUrl title excerpt publishedDateTime provider { name } topics { name slug } images { url }
}
"""
_NEWEST: Final = f"""
query Feed($filter: ArticleFilter) {{
  corpus {{ loadedAt }}
  articles(filter: $filter, first: {_ITEMS}, collapseCopies: true) {{ nodes {{ ...Item }} }}
}}
{_ARTICLE}
"""
_FOUND: Final = f"""
query FeedOfSearch($filter: ArticleFilter, $text: String!) {{
  corpus {{ loadedAt }}
  articles: search(text: $text, filter: $filter, first: {_ITEMS}, collapseCopies: true) {{
    nodes {{ ...Item }}
  }}
}}
{_ARTICLE}
"""

_DATED: Final[dict[str, Any]] = {"publishedDateTime": {"isNull": False}}
"""Readers show when an article was published, and Atom demands it."""

_PARAMETERS: Final = ("q", "from", "to", "topic", "provider", "type", "quality")


class _WrongParameterError(ValueError):
    """A parameter of the address has a value that says nothing."""


def feed_routes(ask: Ask) -> list[BaseRoute]:
    """The routes of both feeds; `ask` answers GraphQL requests on behalf of theirs."""
    return [
        Route("/feed.json", partial(_answer, ask, json_feed, "application/feed+json")),
        Route("/feed.atom", partial(_answer, ask, atom_feed, "application/atom+xml")),
    ]


async def _answer(
    ask: Ask, write: Callable[[Feed], bytes], media_type: str, request: Request
) -> Response:
    asked = {name: request.query_params.get(name, "").strip() for name in _PARAMETERS}
    asked = {name: value for name, value in asked.items() if value}
    try:
        body = orjson.dumps(_question(asked))
    except _WrongParameterError as error:
        reply = bad_request_reply(str(error))
        return Response(reply.body, reply.status, media_type="application/json")
    reply = await ask(request.scope, body)
    answer = orjson.loads(reply.body)
    if reply.status != HTTPStatus.OK or "errors" in answer:
        status = reply.status if reply.status != HTTPStatus.OK else HTTPStatus.BAD_REQUEST
        headers = dict(reply.headers or {})
        return Response(reply.body, status, headers, media_type="application/json")
    content = write(_feed(asked, answer["data"]))
    tag = f'"{blake2b(content, digest_size=16).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    if tag in re.findall(r'"[^"]*"', request.headers.get("if-none-match", "")):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, headers=headers, media_type=f"{media_type}; charset=utf-8")


def _question(asked: Mapping[str, str]) -> dict[str, Any]:
    variables: dict[str, Any] = {"filter": {"and": [_DATED, _filter(asked)]}}
    if "q" in asked:
        return {"query": _FOUND, "variables": variables | {"text": asked["q"]}}
    return {"query": _NEWEST, "variables": variables}


def _filter(asked: Mapping[str, str]) -> dict[str, Any]:
    """The filter that the parameters stand for. Raises _WrongParameterError."""
    found: dict[str, Any] = {
        name: {"eq": asked[name]} for name in ("topic", "provider", "type") if name in asked
    }
    ends = {
        condition: f"{_day(name, asked[name])}T{time}Z"
        for name, condition, time in (("from", "gte", "00:00:00"), ("to", "lte", "23:59:59.999999"))
        if name in asked
    }
    if ends:
        found["publishedDateTime"] = ends
    if "quality" in asked:
        if not re.fullmatch(r"-?\d{1,9}", asked["quality"], re.ASCII):
            raise _WrongParameterError("quality: use a whole number, such as quality=60")
        found["quality"] = {"gte": int(asked["quality"])}
    return found


def _day(name: str, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _WrongParameterError(f"{name}: use a day, such as {name}=2024-01-15") from None


def _feed(asked: Mapping[str, str], data: Mapping[str, Any]) -> Feed:
    articles = sorted(
        data["articles"]["nodes"], key=lambda article: article["publishedDateTime"], reverse=True
    )
    updated = articles[0]["publishedDateTime"] if articles else data["corpus"]["loadedAt"]
    words = ", ".join(f"{name} {value}" for name, value in asked.items())
    return Feed(f"Articles: {words}" if words else "Articles", urlencode(asked), updated, articles)
