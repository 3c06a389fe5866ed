"""The graph as GEXF 1.2, with networkx's writer, which builds the document in memory first."""

from __future__ import annotations

from graphapi.export.node_rows import xml_nodes
from graphapi.export.texts import NOT_XML, quote_unfit
from graphapi.export.writing import Writing

__all__ = ["write_gexf"]


def write_gexf(writing: Writing) -> None:
    """Write GEXF. Attributes are typed, lists are JSON, and the title is also the node's label."""
    graph = writing.graph
    import networkx as nx  # noqa: PLC0415  takes 0.1 s, which other formats do without

    view = nx.graphviews.generic_graph_view(graph.nx)  # it shares the links
    view.graph = {}
    # Computed in advance: for every link, the writer reads the attributes of both its ends.
    view._node = {  # noqa: SLF001  as networkx's own views replace nodes
        url: {"label": attributes["title"], **attributes}
        for url, attributes in xml_nodes(graph, writing.texts).items()
    }
    unfit = {url: quote_unfit(url, NOT_XML) for url in view if NOT_XML.search(url)}
    nx.write_gexf(nx.relabel_nodes(view, unfit) if unfit else view, writing.stream)
    writing.advance(len(graph.articles) + len(graph.links))
