"""The networkx view: a `DiGraph` of canonical URLs, with thin edges.

networkx gives every edge a dict of attributes; at five million links these would take more
memory than all else. Its documentation shows the way out (`edge_attr_dict_factory` in the section
on subclasses): edges that say the same share one dict. Here all links at one position share one,
so there are as many as the longest related list has places.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import networkx as nx

from graphapi.graph.building.links import Links
from graphapi.graph.nodes import ArticleNode

__all__ = ["LinkGraph", "build_network", "plain_network"]

if TYPE_CHECKING:

    class _DiGraph:
        """networkx ships no types; this much of it is used here."""

        _node: dict[str, dict[str, Any]]
        _succ: dict[str, dict[str, dict[str, int]]]
        _pred: dict[str, dict[str, dict[str, int]]]
else:
    _DiGraph = nx.DiGraph


_NOT_XML: Final = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""


class LinkGraph(_DiGraph):
    """A `networkx.DiGraph` whose links at one position share their attributes.

    Take `copy()` before changing anything: the copy's attributes are its own.
    """

    def fill(self, articles: Sequence[ArticleNode], links: Links) -> None:
        """Add all articles and links at once; five times as fast as `add_edges_from`."""
        urls = [article.url for article in articles]
        for article, url in zip(articles, urls, strict=True):
            self._node[url] = {"article": article}
        attributes = [
            {"position": position} for position in range(int(links.positions.max(initial=-1)) + 1)
        ]
        starts = links.outward.starts.tolist()
        targets, positions = links.outward.members, links.positions
        succ, pred = self._succ, self._pred
        for url in urls:
            pred[url] = {}
        for source, url in enumerate(urls):
            start, end = starts[source], starts[source + 1]
            succ[url] = neighbours = {
                urls[target]: attributes[position]
                for target, position in zip(
                    targets[start:end].tolist(), positions[start:end].tolist(), strict=True
                )
            }
            for target, shared in neighbours.items():
                pred[target][url] = shared


def build_network(articles: Sequence[ArticleNode], links: Links) -> Any:
    """A frozen `networkx.DiGraph`: articles by URL under `article`, links with their `position`."""
    graph = LinkGraph()
    graph.fill(articles, links)
    return nx.freeze(graph)


def plain_network(articles: Sequence[ArticleNode], links: Links) -> Any:
    """A `networkx.DiGraph` of which all attributes are texts and numbers; what is not known is left
    out, and characters that XML cannot hold are.
    """
    graph = nx.DiGraph()
    for article in articles:
        published = article.published_date_time
        values = {
            "title": article.title,
            "provider": article.provider_name,
            "published": None if published is None else published.isoformat(),
            "topics": ", ".join(topic.name for topic in article.topics),
            "type": article.type,
            "quality": article.quality,
            "heat": article.heat,
            "stub": int(article.stub),
        }
        graph.add_node(
            article.url,
            **{
                name: _NOT_XML.sub("", value) if isinstance(value, str) else value
                for name, value in values.items()
                if value is not None
            },
        )
    urls = [article.url for article in articles]
    starts, positions = links.outward.starts.tolist(), links.positions.tolist()
    for source, url in enumerate(urls):
        places = range(starts[source], starts[source + 1])
        targets = links.outward.of(source).tolist()
        graph.add_edges_from(
            (url, urls[target], {"position": positions[place]})
            for place, target in zip(places, targets, strict=True)
        )
    return graph
