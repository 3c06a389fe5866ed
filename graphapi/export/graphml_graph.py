"""The graph as GraphML, written element by element, with constant memory.

It follows http://graphml.graphdrawing.org/primer/graphml-primer.html; networkx, Gephi, yEd and
igraph can read it. networkx's own writer keeps a tree of the whole document, kilobytes per link, or
streams through lxml, which crashed in our tests when the disk was full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from graphapi.export.node_rows import node_columns, xml_nodes
from graphapi.export.table_columns import Kind
from graphapi.export.tables import LINKS
from graphapi.export.texts import NOT_XML, quote_unfit
from graphapi.export.writing import Writing

__all__ = ["write_graphml"]

_BATCH: Final = 1024

_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"\
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"\
 xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns\
 http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_TYPES: Final = {Kind.INTEGER: "long", Kind.NUMBER: "double", Kind.BOOLEAN: "boolean"}
_BOOLEANS: Final = {True: "true", False: "false"}


def write_graphml(writing: Writing) -> None:
    """Write GraphML. Attributes are typed; lists are JSON."""
    write = writing.stream.write
    keys = [_key("node", column.name, column.kind) for column in node_columns()]
    keys.append(_key("edge", "position", Kind.INTEGER))
    write(f'{_HEAD}{"".join(keys)}<graph edgedefault="directed">\n'.encode())
    for elements in (_nodes(writing), _links(writing)):
        while batch := list(islice(elements, _BATCH)):
            write("".join(batch).encode())
            writing.advance(len(batch))
    write(b"</graph>\n</graphml>\n")


def _key(scope: str, name: str, kind: Kind) -> str:
    return (
        f'<key id="{scope}-{name}" for="{scope}" attr.name="{name}"'
        f' attr.type="{_TYPES.get(kind, "string")}"/>\n'
    )


def _nodes(writing: Writing) -> Iterator[str]:
    for url, attributes in xml_nodes(writing.graph, writing.texts).items():
        yield f"<node id={_id(url)}>{_data('node', attributes.items())}</node>\n"


def _links(writing: Writing) -> Iterator[str]:
    for link in LINKS.rows(writing.graph):
        data = _data("edge", (("position", link.position),))
        yield f"<edge source={_id(link.source)} target={_id(link.target)}>{data}</edge>\n"


def _id(url: str) -> str:
    return quoteattr(quote_unfit(url, NOT_XML))


def _data(scope: str, attributes: Iterable[tuple[str, Any]]) -> str:
    return "".join(
        f'<data key="{scope}-{name}">{_text(value)}</data>' for name, value in attributes
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _BOOLEANS[value]
    return escape(str(value))
