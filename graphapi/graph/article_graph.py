"""The graph of a corpus: articles, providers, topics, the links between articles, and indexes.

An `ArticleGraph` is a value: built once from a `Corpus`, never changed, with a `version` that
tells it from every other content. Articles are numbered in the default order, newest first, then
by URL, so that a sorted list of their indexes is in that order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import islice, pairwise
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphapi.corpus.addresses.address_keys import address_key, host_of_key, other_www_key
from graphapi.corpus.addresses.host_names import host_key, without_www
from graphapi.corpus.addresses.urls import canonical_url
from graphapi.corpus.records import Corpus
from graphapi.domain import Link, LinkDirection, Problem
from graphapi.domain.search_text import parse_search_text
from graphapi.graph.building.article_nodes import build_articles
from graphapi.graph.building.differences import differences
from graphapi.graph.building.fingerprint import fingerprint
from graphapi.graph.building.links import Links, gather_links
from graphapi.graph.building.mentions import MentionTable
from graphapi.graph.building.merging import merge
from graphapi.graph.building.provider_nodes import gather_providers
from graphapi.graph.building.reuse import Reuse
from graphapi.graph.building.sources import Source, Sources
from graphapi.graph.building.topic_nodes import gather_topics
from graphapi.graph.cards import graph_card
from graphapi.graph.discovery.discoveries import Discovery, Kin, discover_kin, discover_ranks
from graphapi.graph.discovery.kinship import Kinship
from graphapi.graph.discovery.story_groups import Stories
from graphapi.graph.discovery.story_nodes import StoryNodes
from graphapi.graph.indexes.columns import Codes, Columns, build_columns
from graphapi.graph.indexes.known_texts import KnownTexts
from graphapi.graph.indexes.postings import Bools, Floats, Integers, Postings, Scores
from graphapi.graph.indexes.text_columns import TextColumn
from graphapi.graph.nodes import ArticleNode, ProviderNode, StoryNode, TopicNode
from graphapi.graph.notebook.article_lists import ArticleList
from graphapi.graph.notebook.data_frames import Frames, frames_of
from graphapi.graph.search.finder import Finder, Findings, collect_findings
from graphapi.graph.search.names import Names
from graphapi.runtime.background import Background
from graphapi.runtime.garbage import collections_paused

__all__ = ["ArticleGraph"]


@dataclass(frozen=True, eq=False)
class ArticleGraph:
    """All that is known of a corpus, ready to be asked.

    `articles`, `providers` and `topics` are in their default orders, each at its `index`. `nx` is
    a frozen `networkx.DiGraph` keyed by canonical URL, with the article of each node and the
    `position` of each link; edges share their attributes, so take `nx.copy()` before changing
    any. `columns` and the postings hold indexes of articles, ascending. `problems` are those of
    reading and of joining the files, by file and line. `files` counts the files read. Ranks, copies
    and stories are computed once, when first asked for, unless a child process does: see
    `discovery` and `kin`.
    """

    articles: tuple[ArticleNode, ...]
    providers: tuple[ProviderNode, ...]
    topics: tuple[TopicNode, ...]
    links: Links
    columns: Columns
    article_providers: Integers
    article_topics: Postings
    provider_articles: Postings
    topic_articles: Postings
    problems: tuple[Problem, ...]
    files: int
    version: str
    _aliases: Mapping[str, int]
    _domains: Mapping[str, int]
    _topic_names: Mapping[str, int]
    _sources: Sources
    language: str
    _reuse: Reuse | None = None

    @classmethod
    def build(
        cls, corpus: Corpus, reuse: Reuse | None = None, *, language: str = "english"
    ) -> ArticleGraph:
        """The graph of a corpus. The same records give the same graph, in whatever order they come.

        `language` is that of articles whose language cannot be told: one of `LANGUAGES`. With what
        an earlier build left in `reuse`, it takes half the time.

        Garbage collection pauses meanwhile: everything made here stays, and looking through it
        again and again would take longer than the rest.
        """
        with collections_paused():
            return cls._build(corpus, reuse, language)

    @classmethod
    def _build(cls, corpus: Corpus, reuse: Reuse | None, language: str) -> ArticleGraph:
        table = MentionTable.of(corpus.articles, reuse)
        merged = merge(table)
        links, link_problems = gather_links(table, merged)
        shown = [group.shown for group in merged.groups]
        providers = gather_providers(shown, table.mentions, corpus.organizations)
        topics = gather_topics([mention.topics for mention in shown], corpus.topics)
        sources = Sources.gather(table, merged)
        articles = build_articles(table.documents, merged, links, providers, topics, sources)
        problems = (*merged.problems, *link_problems, *providers.problems, *topics.problems)
        return cls(
            articles=articles,
            providers=providers.providers,
            topics=topics.topics,
            links=links,
            columns=build_columns(
                shown,
                (not group.documents for group in merged.groups),
                links.inward.counts(),
                links.outward.counts(),
            ),
            article_providers=providers.of_articles,
            article_topics=topics.of_articles,
            provider_articles=Postings.from_owners(providers.of_articles, len(providers.providers)),
            topic_articles=topics.of_articles.inverse(len(topics.topics)),
            problems=_in_order((*corpus.problems, *problems)),
            files=corpus.files,
            version=fingerprint(corpus, table, reuse),
            _aliases=merged.aliases,
            _domains={host_key(one.domain): one.index for one in providers.providers},
            _topic_names=_topic_names(topics.topics),
            _sources=sources,
            language=language,
            _reuse=reuse,
        )

    def packed_sources(self) -> Sources:
        """What files say about articles, for handing it over: each distinct text once, as bytes."""
        return self._sources.packed({} if self._reuse is None else self._reuse.packed)

    @cached_property
    def _outward(self) -> tuple[tuple[ArticleNode, ...], ...]:
        return _neighbours(self.articles, self.links.outward)

    @cached_property
    def _inward(self) -> tuple[tuple[ArticleNode, ...], ...]:
        return _neighbours(self.articles, self.links.inward)

    def prepare_neighbours(self) -> None:
        """Make what walks along links need, so that the first one does not pay for it."""
        _ = self._outward, self._inward

    @cached_property
    def nx(self) -> Any:
        """The graph for networkx: a frozen `DiGraph` of URLs, made when first asked for."""
        # Serving needs no networkx, and importing it takes longer than reading a small corpus.
        from graphapi.graph.building.network import build_network  # noqa: PLC0415  as said above

        return build_network(self.articles, self.links)

    @cached_property
    def texts(self) -> Mapping[str, TextColumn]:
        """The columns of `url`, `title` and `excerpt`."""
        names = ("url", "title", "excerpt")
        return {name: TextColumn(self.articles, attrgetter(name)) for name in names}

    @cached_property
    def domains(self) -> Codes:
        """The domains of the providers, by article."""
        values = tuple(provider.domain for provider in self.providers)
        return Codes(values, self.article_providers, self.provider_articles)

    @cached_property
    def topic_spellings(self) -> Mapping[str, tuple[int, ...]]:
        """The indexes of the topics that have a name or slug, in lower case (casefolded)."""
        found: dict[str, tuple[int, ...]] = {}
        for topic in self.topics:
            for text in {topic.name.casefold(), topic.slug.casefold()}:
                found[text] = (*found.get(text, ()), topic.index)
        return found

    @property
    def background(self) -> Mapping[str, Background[Any]]:
        """All that takes long to compute, by the name of the attribute."""
        return {name: getattr(self, name) for name in ("discovery", "findings", "kin")}

    @cached_property
    def discovery(self) -> Background[Discovery]:
        """Ranks: computed when first asked for, or before that in the background."""
        return Background("ranks", partial(discover_ranks, self.links))

    @property
    def ranks(self) -> Floats:
        """The PageRank of each article, together 1. Raises NotReadyError."""
        return self.discovery.get().ranks

    @cached_property
    def kin(self) -> Background[Kin]:
        """What texts, dates and links say of articles: computed when first asked for, or before
        that in the background.
        """
        published_at = self.columns.published_at
        make = partial(discover_kin, self.links, self.articles, published_at, self._known)
        return Background("stories and similar articles", make)

    @property
    def _known(self) -> KnownTexts | None:
        return None if self._reuse is None else self._reuse.known

    @cached_property
    def kinship(self) -> Kinship:
        """Finds what is similar to an article or a text. Raises NotReadyError."""
        kin = self.kin.get()
        published_at = self.columns.published_at
        return Kinship(kin.vectors, kin.neighbours, self.article_topics, published_at)

    def copies_of(self, article: ArticleNode) -> Integers:
        """The articles that are the same report, ascending, itself left out.

        Raises NotReadyError.
        """
        kin = self.kin.get()
        group = int(kin.copies_of[article.index])
        if group < 0:
            return np.empty(0, dtype=np.int32)
        members = kin.copies.of(group)
        others: Integers = members[members != article.index]
        return others

    def without_copies(self, articles: Integers, scores: Scores | None = None) -> Bools:
        """Which articles of a list remain if each report is shown once, by the first of its copies;
        with `scores`, by the first of those with the highest score. Raises NotReadyError.
        """
        groups = self.kin.get().copies_of[articles]
        grouped = np.flatnonzero(groups >= 0)
        if scores is not None:
            grouped = grouped[np.argsort(-scores[grouped], kind="stable")]
        _, first = np.unique(groups[grouped], return_index=True)
        remaining = groups < 0
        remaining[grouped[first]] = True
        return remaining

    def repeated_in(self, story: StoryNode) -> Integers:
        """The articles that others of a story repeat: of each such report, the earliest in the
        story; most repeated first, ties newest first. Raises NotReadyError.
        """
        members = self.articles_of(story)[::-1]
        groups = self.kin.get().copies_of[members]
        members, groups = members[groups >= 0], groups[groups >= 0]
        _, first, counts = np.unique(groups, return_index=True, return_counts=True)
        first, counts = first[counts > 1], counts[counts > 1]
        earliest: Integers = members[first]
        return earliest[np.lexsort((earliest, -counts))]

    @property
    def stories(self) -> Stories:
        """The stories in numbers; `of_articles` has each article's. Raises NotReadyError."""
        return self.kin.get().stories

    @cached_property
    def story_nodes(self) -> Sequence[StoryNode]:
        """The stories themselves, each at its index. Raises NotReadyError."""
        return StoryNodes(self.articles, self.stories)

    def story_of(self, article: ArticleNode) -> StoryNode | None:
        """The story that an article belongs to; None for a lone one. Raises NotReadyError."""
        number = int(self.stories.of_articles[article.index])
        return None if number < 0 else self.story_nodes[number]

    @cached_property
    def findings(self) -> Background[Findings]:
        """What `finder` stands on: made when first asked for, or before that in the background."""
        return Background(
            "the words of articles",
            partial(collect_findings, self.articles, self.names, self.language, self._known),
        )

    @cached_property
    def finder(self) -> Finder:
        """Finds articles by text, and names by how they begin. Raises NotReadyError."""
        return Finder(self.findings.get(), self.names)

    @cached_property
    def names(self) -> Names:
        """The names that articles, topics and providers go by."""
        return Names(self.articles, self.topics, self.providers, self.columns)

    # ---------------------------------------------------------------- for notebooks

    def search(self, text: str, first: int = 10) -> ArticleList:
        """The articles that a text finds, best first, as `Query.search` does; at most `first`."""
        found = self.finder.searcher.find(parse_search_text(text))
        best = np.lexsort((found.articles, -found.scores))[:first]
        return self._listed(found.articles[best], found.scores[best])

    def similar(self, article: ArticleNode | str, first: int = 10) -> ArticleList:
        """The articles most similar to one, or to that at an address; at most `first`.

        Raises KeyError where no article has the address.
        """
        node = self.article(article) if isinstance(article, str) else article
        if node is None:
            raise KeyError(article)
        similar = self.kinship.similar(node.index)
        return self._listed(similar.articles[:first], similar.scores[:first])

    def frames(self) -> Frames:
        """Articles, links, providers and topics as pandas data frames. Needs pandas."""
        return frames_of(self.articles, self.providers, self.topics, self.links)

    def nx_plain(self) -> Any:
        """A `networkx.DiGraph` of URLs that networkx can write to any format: articles have texts
        and numbers alone, links their `position`. It is made anew, and can be changed.
        """
        from graphapi.graph.building.network import plain_network  # noqa: PLC0415  as in `nx`

        return plain_network(self.articles, self.links)

    def _listed(self, articles: Integers, scores: NDArray[Any]) -> ArticleList:
        nodes = [self.articles[index] for index in articles.tolist()]
        return ArticleList(nodes, scores.tolist())

    def _repr_html_(self) -> str:
        names = ("articles", "links", "providers", "topics", "problems")
        figures = ((name, f"{len(getattr(self, name)):,}") for name in names)
        return graph_card("ArticleGraph", figures)

    def __repr__(self) -> str:
        return (
            f"<ArticleGraph {self.version[:8]}: {len(self.articles):,} articles, "
            f"{len(self.links):,} links, {len(self.providers):,} providers, "
            f"{len(self.topics):,} topics, {len(self.problems):,} problems>"
        )

    def article(self, url: str) -> ArticleNode | None:
        """The article known under an address in any form; None if there is none.

        If none has the address, it is the article that has it with `www.` before the host, or
        without, if that host is its provider's. Raises ValueError unless the address is an
        absolute http(s) URL.
        """
        key = _key_of(url)
        index = self._aliases.get(key)
        if index is None:
            index = self._aliases.get(other_www_key(key))
            if index is None or not _is_published_at(self.articles[index], host_of_key(key)):
                return None
        return self.articles[index]

    def provider(self, domain: str) -> ProviderNode | None:
        """The provider with a domain in any form, or else with `www.` before it, or without."""
        key = host_key(domain)
        index = self._domains.get(key)
        if index is None:
            index = self._domains.get(other_www_key(key))
        return None if index is None else self.providers[index]

    def topic(self, name: str) -> TopicNode | None:
        """The topic with a name, or else a slug, ignoring case."""
        index = self._topic_names.get(name.casefold())
        return None if index is None else self.topics[index]

    def articles_of(self, owner: ProviderNode | TopicNode | StoryNode) -> Integers:
        """The indexes of the articles of a provider, topic or story, ascending."""
        if isinstance(owner, ProviderNode):
            return self.provider_articles.of(owner.index)
        if isinstance(owner, StoryNode):
            return self.stories.articles.of(owner.index)
        return self.topic_articles.of(owner.index)

    def links_out(self, article: ArticleNode) -> tuple[ArticleNode, ...]:
        """The articles that an article lists, in the order of its list."""
        return self._outward[article.index]

    def links_in(self, article: ArticleNode) -> tuple[ArticleNode, ...]:
        """The articles that list an article, newest first, then by URL."""
        return self._inward[article.index]

    def neighbours(self, article: ArticleNode, direction: LinkDirection) -> tuple[ArticleNode, ...]:
        """The articles one link away, each once. BOTH: those listed, then the other ones."""
        if direction is LinkDirection.OUT:
            return self._outward[article.index]
        if direction is LinkDirection.IN:
            return self._inward[article.index]
        outward = self._outward[article.index]
        listed = set(outward)
        return outward + tuple(
            source for source in self._inward[article.index] if source not in listed
        )

    def position(self, source: ArticleNode, target: ArticleNode) -> int | None:
        """The place of `target` in the related list of `source`; None if it is not listed."""
        try:
            place = self._outward[source.index].index(target)
        except ValueError:
            return None
        return int(self.links.positions[self.links.outward.starts[source.index] + place])

    def links_along(
        self, path: Sequence[ArticleNode], direction: LinkDirection
    ) -> tuple[Link, ...]:
        """The links along a path. Each runs from the article that lists to the listed one, in
        whichever direction the path follows it.

        Where articles list each other and either way is allowed, it is the list of the earlier.
        """
        links = []
        for before, after in pairwise(path):
            position = None
            if direction is not LinkDirection.IN:
                position = self.position(before, after)
            if position is None:
                before, after = after, before  # noqa: PLW2901 -- the link, walked against
                position = self.position(before, after)
            assert position is not None
            links.append(Link(before, after, position))
        return tuple(links)

    def links_among(self, articles: Sequence[ArticleNode]) -> list[Link]:
        """Every link among some articles: by source in the order given, then in link order."""
        chosen = set(articles)
        starts, positions = self.links.outward.starts, self.links.positions
        found: list[Link] = []
        for source in articles:
            start, end = starts[source.index : source.index + 2].tolist()
            listed = zip(self._outward[source.index], positions[start:end].tolist(), strict=True)
            found += [Link(source, target, place) for target, place in listed if target in chosen]
        return found

    def adjacency_among(self, articles: Sequence[ArticleNode]) -> list[list[int]]:
        """For each of some articles, the places among them of those it lists, in link order."""
        if not articles:
            return []
        chosen = np.array([article.index for article in articles], dtype=np.int32)
        outward = self.links.outward
        targets = outward.of_all(chosen)
        order = np.argsort(chosen)
        found = order[np.searchsorted(chosen, targets, sorter=order).clip(max=len(chosen) - 1)]
        is_chosen = chosen[found] == targets
        counts = outward.starts[chosen + 1] - outward.starts[chosen]
        owners = np.repeat(np.arange(len(chosen)), counts)[is_chosen]
        ends = np.cumsum(np.bincount(owners, minlength=len(chosen))).tolist()
        listed = found[is_chosen].tolist()
        return [listed[start:end] for start, end in pairwise([0, *ends])]

    def sources(self, article: ArticleNode, first: int | None = None) -> list[Source]:
        """At most `first` mentions of an article: the files about it, the one shown at the head,
        then those that list it, by file and position.
        """
        return self._sources.of(article.index, first)

    def problems_of(self, article: ArticleNode, first: int) -> list[Problem]:
        """At most `first` problems of the files about an article, then of the entries that list it.

        In the order of `sources`; those of one file or entry by line.
        """
        found: list[Problem] = []
        for source in self.sources(article):
            start = self._first_problems.get(source.file)
            if start is None:
                continue
            entry = "" if source.position is None else f"related[{source.position}]"
            for problem in islice(self.problems, start, None):
                if problem.file != source.file:
                    break
                if len(found) >= first:
                    return found
                if (problem.field or "").startswith(entry):
                    found.append(problem)
        return found

    @cached_property
    def _first_problems(self) -> Mapping[str, int]:
        """Where in `problems` those of each file begin."""
        places = range(len(self.problems) - 1, -1, -1)
        return {self.problems[place].file: place for place in places}

    def differences(self, source: Source, article: ArticleNode) -> dict[str, Any]:
        """The fields in which a source disagrees with the article as shown, as JSON."""
        return differences(source, article)


@lru_cache(maxsize=65_536)  # clients ask for the same addresses again and again
def _key_of(url: str) -> str:
    return address_key(canonical_url(url))


def _is_published_at(article: ArticleNode, host: str) -> bool:
    """Whether a host is that of an article's provider, or below it, or no provider is known."""
    if article.provider is None:
        return True
    host, domain = without_www(host), without_www(host_key(article.provider.domain))
    return host == domain or host.endswith(f".{domain}")


def _neighbours(
    articles: Sequence[ArticleNode], postings: Postings
) -> tuple[tuple[ArticleNode, ...], ...]:
    """The same lists as tuples of articles: what a search walks along."""
    members = [articles[index] for index in postings.members.tolist()]
    starts = postings.starts.tolist()
    return tuple(tuple(members[start:end]) for start, end in pairwise(starts))


def _topic_names(topics: Sequence[TopicNode]) -> dict[str, int]:
    """Names and slugs, ignoring case; where one is both, the name wins."""
    slugs = {topic.slug.casefold(): topic.index for topic in topics}
    return slugs | {topic.name.casefold(): topic.index for topic in topics}


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems by file, line and field, each once."""
    return tuple(
        sorted(
            dict.fromkeys(problems),
            key=lambda problem: (
                problem.file,
                problem.line or 0,
                problem.field or "",
                problem.message,
                problem.severity.value,
            ),
        )
    )
