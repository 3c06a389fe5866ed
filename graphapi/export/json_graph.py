"""The graph as node-link JSON, for `networkx.node_link_graph` and D3.

networkx's own function builds the whole document as lists of dicts; this writes it item by item.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from graphapi.export.node_rows import FlatNodes
from graphapi.export.table_columns import as_json
from graphapi.export.tables import LINKS
from graphapi.export.writing import Writing

__all__ = ["write_node_link"]

_BATCH = 1024


def write_node_link(writing: Writing) -> None:
    """Write the same document as `networkx.node_link_data`, with one node or link per line."""
    fit = writing.texts.fit
    nodes = FlatNodes(writing.graph, fit, lambda texts: [fit(text) for text in texts])
    links = LINKS.rows(writing.graph)
    writing.stream.write(b'{"directed":true,"multigraph":false,"graph":{},"nodes":[')
    _write_items(writing, ({**attributes, "id": fit(url)} for url, attributes in nodes.items()))
    writing.stream.write(b'],\n"edges":[')
    _write_items(
        writing,
        (
            {"position": link.position, "source": fit(link.source), "target": fit(link.target)}
            for link in links
        ),
    )
    writing.stream.write(b"]}\n")


def _write_items(writing: Writing, items: Iterator[dict[str, Any]]) -> None:
    separator = "\n"
    while batch := list(islice(items, _BATCH)):
        writing.stream.write((separator + ",\n".join(map(as_json, batch))).encode())
        writing.advance(len(batch))
        separator = ",\n"
