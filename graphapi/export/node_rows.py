"""Articles as nodes of the graph formats: flat attributes, without missing values.

They are computed when a writer reads them: the graph is not copied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graphapi.export.table_columns import Column, Kind, as_json, as_rfc3339
from graphapi.export.tables import ARTICLES
from graphapi.export.texts import Texts
from graphapi.graph import ArticleGraph, ArticleNode

__all__ = ["FlatNodes", "node_columns", "xml_nodes"]

Encoder = Callable[[Any], Any]


def node_columns() -> list[Column[ArticleNode]]:
    """The columns of the articles table that nodes carry."""
    return [column for column in ARTICLES.columns if column.on_nodes]


class FlatNodes(Mapping[str, dict[str, Any]]):
    """The attributes of each article by its URL, in the default order of articles.

    `text` makes texts fit for the format, and `texts` lists of texts.
    """

    def __init__(self, graph: ArticleGraph, text: Encoder, texts: Encoder) -> None:
        self._graph = graph
        encoders: dict[Kind, Encoder] = {
            Kind.TEXT: text,
            Kind.TEXTS: texts,
            Kind.INSTANT: as_rfc3339,
        }
        self._columns = [
            (column.name, column.value, encoders.get(column.kind)) for column in node_columns()
        ]

    def __getitem__(self, url: str) -> dict[str, Any]:
        article = self._graph.nx.nodes[url]["article"]
        attributes = {}
        for name, value_of, encode in self._columns:
            value = value_of(self._graph, article)
            if value is not None:
                attributes[name] = value if encode is None else encode(value)
        return attributes

    def __iter__(self) -> Iterator[str]:
        return iter(self._graph.nx)

    def __len__(self) -> int:
        return len(self._graph.articles)


def xml_nodes(graph: ArticleGraph, texts: Texts) -> FlatNodes:
    """The nodes for XML formats: lists as JSON, and line ends as line feeds.

    Every XML reader would convert line ends in this way.
    """

    def text(value: str) -> str:
        lines = value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
        return texts.fit(lines)

    return FlatNodes(graph, text, lambda values: text(as_json(values)))
