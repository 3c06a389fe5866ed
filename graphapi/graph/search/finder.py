"""What finds articles by text, and names by how they begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphapi.domain.words import folded_words
from graphapi.graph.indexes.postings import Integers
from graphapi.graph.nodes import ArticleNode
from graphapi.graph.search.completions import Completions, alphabetical
from graphapi.graph.search.names import Names, Ranks
from graphapi.graph.search.search_index import IndexFiles, SearchIndex, write_index

__all__ = ["Finder", "Findings", "collect_findings"]


@dataclass(frozen=True, slots=True)
class Findings:
    """What takes long to make of the texts of a graph: numbers alone, for any process to use.

    The files of the full-text index, all names in alphabetical order, and the rank of each.
    """

    files: IndexFiles
    order: Integers
    ranks: Ranks


def collect_findings(articles: Sequence[ArticleNode], names: Names) -> Findings:
    """Take all texts apart: about 30 s of CPU for a million articles."""
    folded = [" ".join(folded_words(names.text(number))) for number in range(len(names))]
    return Findings(write_index(articles, names, folded), alphabetical(folded), names.ranks())


class Finder:
    """The full-text index of a graph and the completions of its names, ready to be asked.

    Belongs to the process that made it: what is forked from that one makes its own.
    """

    def __init__(self, findings: Findings, names: Names) -> None:
        self.index = SearchIndex(findings.files, names)
        self.completions = Completions(names, findings.ranks, findings.order, self.index)
