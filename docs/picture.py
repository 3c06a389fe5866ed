"""Draw a small corpus from its GraphML export: the picture in docs/export.md.

    graphapi export --output sample.graphml
    python docs/picture.py sample.graphml docs/images/sample.svg

A circle is an article, a line a link. Articles that list each other stand in a ring, named after
the topic that is most its own; an arrow is a link that is not returned. The same file gives the
same picture. It shows well up to a few hundred articles; for more, open the file in Gephi.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from textwrap import wrap
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape

import networkx as nx
import numpy as np

__all__ = ["Ring", "draw", "main"]

WIDTH: Final = 1000
HEIGHT: Final = 720
FOOT: Final = 70  # for the lone articles
GAP: Final = 30
LARGEST_STORY: Final = 12
SMALLEST_TITLED: Final = 3
COLOURS: Final = (
    *("#4878cf", "#dd7e26", "#2a9d8f", "#cc4b60", "#8567c4", "#5b9a3c", "#c24a93", "#a98413"),
    *("#3a97c2", "#a1674a"),
)
STYLE: Final = """<style>
.ground { fill: #fcfbf9; stroke: #e3e0d9 }
.link { stroke-width: 1; opacity: .4; fill: none }
.oneway { stroke: #7b828d; stroke-width: 1.4; fill: none; marker-end: url(#head) }
.stub { fill: #fcfbf9 }
.article, .stub { stroke-width: 1.5 }
text { font-family: system-ui, "Segoe UI", Helvetica, Arial, sans-serif; text-anchor: middle }
.topic { font-size: 17px; font-weight: 600 }
.title, .note { font-size: 12.5px; fill: #5b626d }
.topic, .title { paint-order: stroke; stroke: #fcfbf9; stroke-width: 4px; stroke-linejoin: round }
@media (prefers-color-scheme: dark) {
  .ground { fill: #12161c; stroke: #2b313b }
  .stub { fill: #12161c }
  .topic, .title { stroke: #12161c }
  .title, .note { fill: #aeb6c1 }
  .oneway { stroke: #939ba7 }
}
</style>"""
ARROW_HEAD: Final = """<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7"\
 markerHeight="7" orient="auto"><path d="M0 .6 8 4 0 7.4z" fill="#868e9a"/></marker>"""


class Ring(NamedTuple):
    """Articles that belong together, in the order in which they stand in their ring."""

    articles: tuple[str, ...]
    topic: str
    radius: float
    width: float  # of its names
    label: float  # their height, below the ring


def draw(graph: Any) -> str:
    """The picture, as SVG, of the graph of an export as networkx reads it."""
    rings = find_rings(graph)
    places = place_articles(rings, place_rings(graph, rings))
    lone = sorted(url for url in graph if url not in places)
    for number, url in enumerate(lone):
        places[url] = np.array([WIDTH / 2 + (number - (len(lone) - 1) / 2) * 26, HEIGHT - 46.0])
    topics = list(dict.fromkeys(ring.topic for ring in rings))
    hues = {topic: COLOURS[number % len(COLOURS)] for number, topic in enumerate(topics)}
    colours = {url: hues[ring.topic] for ring in rings for url in ring.articles}
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{len(graph)} articles and {graph.number_of_edges()} links</title>",
        STYLE,
        ARROW_HEAD,
        '<rect class="ground" width="100%" height="100%" rx="10"/>',
    ]
    lines += (_link(graph, places, colours, *pair) for pair in graph.edges)
    lines += (_article(graph, url, places[url], colours.get(url, "#8b93a1")) for url in graph)
    for ring in rings:
        lines += _names(graph, ring, places, hues[ring.topic])
    note = f"{len(lone)} articles that no link joins"
    lines.append(f'<text class="note" x="{WIDTH / 2}" y="{HEIGHT - 16}">{note}</text>')
    lines.append("</svg>\n")
    return "\n".join(line for line in lines if line)


def find_rings(graph: Any) -> list[Ring]:
    """The parts of the graph, large ones split into communities; the largest first."""
    groups: list[set[str]] = []
    for part in nx.weakly_connected_components(graph):
        if len(part) > LARGEST_STORY:
            links = graph.subgraph(part).to_undirected()
            groups += nx.community.greedy_modularity_communities(links)
        elif len(part) > 1:
            groups.append(part)
    everywhere = Counter(topic for url in graph for topic in topics_of(graph, url))
    rings = []
    for group in sorted(groups, key=lambda group: (-len(group), min(group))):
        own = Counter(topic for url in sorted(group) for topic in topics_of(graph, url))
        # The topic that most of the group has and few others have.
        topic = max(own, key=lambda each: own[each] ** 2 / everywhere[each], default="")
        radius = 4 + 7.4 * len(group) ** 0.92
        width, label = (186, 64) if len(group) > SMALLEST_TITLED else (150, 26)
        rings.append(Ring(tuple(in_turn(graph, group)), topic, radius, width, label))
    return rings


def in_turn(graph: Any, group: set[str]) -> list[str]:
    """The articles of a group so that linked ones stand together: a walk along the links."""
    links = graph.subgraph(sorted(group)).to_undirected()
    ends = sorted(links, key=lambda url: (links.degree(url), url))
    return list(nx.dfs_preorder_nodes(links, ends[0], sort_neighbors=sorted))


def place_rings(graph: Any, rings: Sequence[Ring]) -> Any:
    """The centres: near where links lead, but far enough from each other. In pixels, in order."""
    ring_of = {url: number for number, ring in enumerate(rings) for url in ring.articles}
    joined = {
        (ring_of[source], ring_of[target])
        for source, target in graph.edges
        if ring_of[source] != ring_of[target]
    }
    turns = np.arange(len(rings)) * math.pi * (3 - math.sqrt(5))  # evenly spread, no two alike
    spread = np.sqrt((np.arange(len(rings)) + 0.5) / max(1, len(rings)))
    centre = np.array([WIDTH / 2, (HEIGHT - FOOT) / 2])
    places = centre + np.stack(
        [np.cos(turns) * spread * WIDTH * 0.45, np.sin(turns) * spread * HEIGHT * 0.4], axis=1
    )
    sizes = np.array([(max(2 * ring.radius + GAP, ring.width), _height(ring)) for ring in rings])
    low = sizes / 2 + 10
    high = np.array([WIDTH, HEIGHT - FOOT]) - low
    for cooling in np.linspace(1, 0, 600):
        for one, other in sorted(joined):
            pull = (places[other] - places[one]) * 0.02 * cooling
            places[one] += pull
            places[other] -= pull
        places += (centre - places) * 0.004 * cooling
        for one, other in combinations(range(len(rings)), 2):
            between = places[other] - places[one]
            overlap = (sizes[one] + sizes[other]) / 2 - np.abs(between)
            if (overlap > 0).all():
                axis = int(overlap.argmin())
                push = overlap[axis] / 2 * (1 if between[axis] >= 0 else -1)
                places[one, axis] -= push
                places[other, axis] += push
        places = np.clip(places, low, high)
    return places - np.array([0, 1]) * np.array([[ring.label / 2] for ring in rings])


def _height(ring: Ring) -> float:
    return 2 * ring.radius + GAP + ring.label


def place_articles(rings: Sequence[Ring], centres: Any) -> dict[str, Any]:
    """Each article's place in its ring, beginning at the top."""
    places = {}
    for ring, centre in zip(rings, centres, strict=True):
        for number, url in enumerate(ring.articles):
            angle = 2 * math.pi * number / len(ring.articles) - math.pi / 2
            places[url] = centre + ring.radius * np.array([math.cos(angle), math.sin(angle)])
    return places


def topics_of(graph: Any, url: str) -> list[str]:
    """The topics of an article: lists are JSON in GraphML."""
    topics: list[str] = json.loads(graph.nodes[url]["topics"])
    return topics


def _size(graph: Any, url: str) -> float:
    return float(3.2 + 1.25 * math.sqrt(graph.nodes[url]["inDegree"]))


def _link(
    graph: Any, places: dict[str, Any], colours: dict[str, str], source: str, target: str
) -> str:
    start, end = places[source], places[target]
    if graph.has_edge(target, source):
        if source > target:
            return ""
        return (
            f'<path class="link" stroke="{colours[source]}"'
            f' d="M{start[0]:.1f} {start[1]:.1f} {end[0]:.1f} {end[1]:.1f}"/>'
        )
    along = (end - start) / np.hypot(*(end - start))
    start = start + along * (_size(graph, source) + 2)
    end = end - along * (_size(graph, target) + 3)
    bend = (start + end) / 2 + np.array([along[1], -along[0]]) * np.hypot(*(end - start)) * 0.08
    return (
        f'<path class="oneway" d="M{start[0]:.1f} {start[1]:.1f}'
        f'Q{bend[0]:.1f} {bend[1]:.1f} {end[0]:.1f} {end[1]:.1f}"/>'
    )


def _article(graph: Any, url: str, place: Any, colour: str) -> str:
    attributes = graph.nodes[url]
    look = f'class="stub" stroke="{colour}"' if attributes["stub"] else f'fill="{colour}"'
    return (
        f'<circle {look} cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="{_size(graph, url):.1f}">'
        f"<title>{escape(attributes.get('title', url))}</title></circle>"
    )


def _names(graph: Any, ring: Ring, places: dict[str, Any], colour: str) -> list[str]:
    """The topic of a ring, and the title of the article that most others list."""
    x = sum(places[url][0] for url in ring.articles) / len(ring.articles)
    y = max(places[url][1] for url in ring.articles) + 28
    place = f'x="{x:.1f}" y="{y:.1f}"'
    names = [f'<text class="topic" fill="{colour}" {place}>{escape(ring.topic)}</text>']
    if len(ring.articles) > SMALLEST_TITLED:
        lead = max(ring.articles, key=lambda url: (graph.nodes[url]["inDegree"], url))
        lines = wrap(graph.nodes[lead].get("title", lead), 26, max_lines=2, placeholder="…")
        names += (
            f'<text class="title" x="{x:.1f}" y="{y + 18 + 15 * number:.1f}">{escape(line)}</text>'
            for number, line in enumerate(lines)
        )
    return names


def main(source: str, target: str) -> None:
    """Read GraphML, write SVG."""
    Path(target).write_text(draw(nx.read_graphml(source)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
