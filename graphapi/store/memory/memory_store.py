# ruff: noqa: A002 -- `filter` is the word of the public contract.
"""The store of a corpus in memory: every answer is a value, nothing waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import numpy as np

from graphapi.domain import Article, Bridge, Extra, LinkDirection, Problem, Provider, Story, Topic
from graphapi.graph import (
    ArticleGraph,
    ArticleNode,
    BreadthFirst,
    Integers,
    Neighbours,
    ProviderNode,
    Similar,
    StoryNode,
    TopicNode,
    article_texts,
    bridged_paths,
    microseconds,
    shortest_paths,
)
from graphapi.runtime.caches import ResultCache
from graphapi.store.answers.values import (
    ArticlePath,
    ArticleSource,
    ArticleStats,
    CorpusSummary,
    Counted,
    SourceRole,
    Suggestion,
)
from graphapi.store.interface import Within
from graphapi.store.memory.figures.counts import linked_providers
from graphapi.store.memory.filtering.predicates import (
    Predicate,
    article_predicate,
)
from graphapi.store.memory.lists.article_sets import ArticleSet, ArticleSets, SortedArticles
from graphapi.store.memory.lists.cached_lists import ListCache
from graphapi.store.memory.lists.neighborhoods import Neighborhood
from graphapi.store.memory.lists.ordered_lists import Members, SortedList
from graphapi.store.memory.lists.reachable_articles import ReachableList
from graphapi.store.memory.lists.related_articles import RelatedList
from graphapi.store.memory.lists.search_results import SearchList
from graphapi.store.memory.lists.similar_articles import Asked, SimilarList
from graphapi.store.memory.lists.sorted_related import SortedRelatedList
from graphapi.store.memory.lists.text_questions import text_question
from graphapi.store.memory.own_nodes import own_article, own_owner, own_provider, own_topic
from graphapi.store.memory.shared_groups import SharedGroups, bridged_path
from graphapi.store.memory.sorting.sort_orders import SortOrders
from graphapi.store.questions.argument_checks import (
    check_among,
    check_depth,
    check_hops,
    check_list,
    check_neighborhood,
    check_paths,
    check_report,
    check_story_size,
    check_urls,
    no_url,
)
from graphapi.store.questions.filters import ArticleFilter, ProviderFilter
from graphapi.store.questions.order_keys import PROVIDER_KEYS, STORY_KEYS, TOPIC_KEYS
from graphapi.store.questions.orders import (
    ArticleOrder,
    Period,
    ProviderOrder,
    StoryOrder,
    TopicOrder,
)
from graphapi.store.questions.paging import PageRequest

__all__ = ["MemoryStore"]

_CACHE_BYTES: Final = 64 * 2**20
_CACHE_BYTES_PER_ARTICLE: Final = 64

_OPPOSITE: Final = {
    LinkDirection.OUT: LinkDirection.IN,
    LinkDirection.IN: LinkDirection.OUT,
    LinkDirection.BOTH: LinkDirection.BOTH,
}


class MemoryStore:
    """Implements `Store` over an `ArticleGraph`; may be asked from several threads at once.

    Results of filters, orders and statistics are cached, in at most `cache_bytes`; by
    default in 64 MiB and 64 bytes for each article, room for several orders of all of them.
    """

    def __init__(
        self,
        graph: ArticleGraph,
        loaded_at: datetime,
        cache_bytes: int | None = None,
    ) -> None:
        self.graph, self.loaded_at = graph, loaded_at
        if cache_bytes is None:
            cache_bytes = _CACHE_BYTES + _CACHE_BYTES_PER_ARTICLE * len(graph.articles)
        cache = ResultCache(cache_bytes)
        self._orders = SortOrders(graph, cache)
        self._sets = ArticleSets(graph, self._orders, cache)
        self._lists = ListCache(graph, cache)

    @property
    def version(self) -> str:
        """Changes with every change of the data."""
        return self.graph.version

    @property
    def is_pinned(self) -> bool:
        """True: another version of the corpus is another store."""
        return True

    def open(self) -> MemoryStore:
        """This store, which is at one version anyway."""
        return self

    def close(self) -> None:
        """Nothing: what it holds lasts as long as the store."""

    def prepare(self) -> None:
        """Make what conditions on texts and orders need, so that no request pays for it.

        For 5,000 articles this takes 20 ms and 5 MB, else spent at the first such request.
        """
        self.graph.prepare_neighbours()
        for column in self.graph.texts.values():
            column.prepare()
        self._orders.prepare()

    # ---------------------------------------------------------------- articles

    def article(self, url: str) -> ArticleNode | None:
        """The article known under an address. Raises BadUserInputError for no http(s) URL."""
        return self._article("url", url)

    def articles_by_url(self, urls: Sequence[str]) -> list[ArticleNode | None]:
        """The articles known under up to 1,000 addresses, in the order of the request."""
        check_urls(urls)
        return [self._article(f"urls[{place}]", url) for place, url in enumerate(urls)]

    def _article(self, argument: str, url: str) -> ArticleNode | None:
        try:
            return self.graph.article(url)
        except ValueError as error:
            raise no_url(argument, url, error) from error

    def articles(
        self,
        filter: ArticleFilter | None,
        order: Sequence[ArticleOrder],
        page: PageRequest,
        within: Within | None = None,
        *,
        collapse_copies: bool = False,
    ) -> SortedArticles:
        """The articles that pass a filter, `within` a provider, topic or story if given.

        With `collapse_copies`, each report is there once: the copy that was published first.
        """
        check_depth(filter)
        owner = None if within is None else own_owner(self.graph, within)
        found = self._sets.of(filter, owner)
        return (found.without_copies() if collapse_copies else found).page(order, page)

    def body(self, article: Article) -> str:
        """The Markdown below the front matter of an article; empty if there is none."""
        return own_article(self.graph, article).body

    def featured_content(self, article: Article) -> str | None:
        """The HTML that the front matter of an article holds."""
        return own_article(self.graph, article).featured_content

    def extra(self, owner: Article | Provider | Topic) -> Extra:
        """The keys of its front matter that nothing else shows, with their values as written."""
        if isinstance(owner, Article):
            return own_article(self.graph, owner).extra
        if isinstance(owner, Provider):
            return own_provider(self.graph, owner).extra
        return own_topic(self.graph, owner).extra

    def sources(self, article: Article, first: int) -> list[ArticleSource]:
        """The files that mention an article: those about it first, the one shown at the head."""
        check_report(first)
        node = own_article(self.graph, article)
        return [
            ArticleSource(
                source.file,
                SourceRole.FULL if source.position is None else SourceRole.RELATED,
                self.graph.differences(source, node),
            )
            for source in self.graph.sources(node, first)
        ]

    def problems_of(self, article: Article, first: int) -> list[Problem]:
        """What could not be read of an article: in files about it, then in entries that list it."""
        check_report(first)
        return self.graph.problems_of(own_article(self.graph, article), first)

    # ---------------------------------------------------------------- by text

    def search(
        self,
        text: str,
        filter: ArticleFilter | None,
        page: PageRequest,
        *,
        exact: bool = False,
        collapse_copies: bool = False,
    ) -> SearchList:
        """The articles that a text finds by its words, or by its address, best first."""
        check_depth(filter)
        question = text_question(self.graph, text, exact=exact)
        return SearchList(
            self._sets,
            question,
            filter,
            lambda: self._lists.found(question),
            page,
            collapse_copies=collapse_copies,
        )

    def suggest(self, prefix: str, first: int) -> list[Suggestion]:
        """Up to `first` articles, topics and providers that a prefix may become, best first."""
        check_list(first)
        found = self.graph.finder.completions.find(prefix, first)
        return [
            Suggestion(text, node, None if isinstance(node, Article) else node.article_count)
            for text, node in found
        ]

    # ---------------------------------------------------------------- along links

    def related(
        self,
        article: Article,
        direction: LinkDirection,
        filter: ArticleFilter | None,
        order: Sequence[ArticleOrder],
        page: PageRequest,
    ) -> RelatedList | SortedRelatedList:
        """The articles one link away, each once; without an order as the lists have them."""
        fits = self._predicate(filter, "filter")
        start = own_article(self.graph, article)
        if not order:
            return RelatedList(self.graph, start, direction, fits, page)

        def find() -> Integers:
            near = self.graph.neighbours(start, direction)
            return np.array(
                sorted(node.index for node in near if fits is None or fits(node)), dtype=np.int32
            )

        sort_order = self._orders.of_articles(order)
        return SortedRelatedList(self.graph, start, direction, Members(find), sort_order, page)

    def reachable(
        self,
        article: Article,
        max_hops: int,
        direction: LinkDirection,
        through: ArticleFilter | None,
        filter: ArticleFilter | None,
        page: PageRequest,
    ) -> ReachableList:
        """The articles within max_hops links, without the start: nearest first."""
        check_hops(max_hops)
        search = BreadthFirst(
            (own_article(self.graph, article),),
            self._neighbours(direction),
            max_hops,
            self._predicate(through, "through"),
        )
        return ReachableList(self.graph, search, self._predicate(filter, "filter"), page)

    def similar(
        self,
        article: Article,
        filter: ArticleFilter | None,
        page: PageRequest,
        *,
        collapse_copies: bool = False,
    ) -> SimilarList:
        """The articles about the same thing as an article, whether or not a link joins them."""
        chosen, itself = self._chosen(filter), own_article(self.graph, article)
        asked = Asked(article_texts(itself), itself.published_date_time, itself.topics)

        def find() -> Similar:
            if chosen is None:
                return self._lists.similar(itself)
            return self.graph.kinship.similar(itself.index, chosen.indexes)

        return SimilarList(
            self.graph, asked, find, page, collapse_copies=collapse_copies, itself=itself
        )

    def similar_to(
        self,
        text: str,
        published_at: datetime | None,
        filter: ArticleFilter | None,
        page: PageRequest,
    ) -> SimilarList:
        """The articles about the same thing as a text."""
        chosen = self._chosen(filter)
        moment = None if published_at is None else microseconds(published_at)

        def find() -> Similar:
            indexes = None if chosen is None else chosen.indexes
            return self.graph.kinship.similar_to(text, moment, indexes)

        return SimilarList(self.graph, Asked((text,), published_at), find, page)

    def predicate(self, filter: ArticleFilter) -> Callable[[ArticleNode], bool]:
        """Whether an article, of this version or another, meets a filter."""
        check_depth(filter)
        return article_predicate(self.graph, filter)

    def _chosen(self, filter: ArticleFilter | None) -> ArticleSet | None:
        if filter is None:
            return None
        check_depth(filter)
        return self._sets.of(filter)

    def copies(self, article: Article, first: int) -> list[ArticleNode]:
        """The articles that are the same report, itself left out, earliest first."""
        check_list(first)
        found = self.graph.copies_of(own_article(self.graph, article))[::-1][:first]
        return [self.graph.articles[index] for index in found.tolist()]

    def copy_count(self, article: Article) -> int:
        """How many other articles are the same report."""
        return len(self.graph.copies_of(own_article(self.graph, article)))

    def _neighbours(self, direction: LinkDirection) -> Neighbours:
        return lambda article: self.graph.neighbours(article, direction)

    def _predicate(self, filter: ArticleFilter | None, argument: str) -> Predicate | None:
        if filter is None:
            return None
        check_depth(filter, argument)
        return article_predicate(self.graph, filter)

    def paths(
        self,
        source: str,
        target: str,
        direction: LinkDirection,
        through: ArticleFilter | None,
        max_hops: int,
        first: int,
        bridges: Sequence[Bridge] = (),
    ) -> list[ArticlePath]:
        """Up to `first` shortest simple paths between two addresses, over bridges if need be."""
        check_paths(max_hops, first, through)
        crossing = self._predicate(through, "through")
        start, end = self._article("from", source), self._article("to", target)
        if start is None or end is None:
            return []
        forward, backward = self._neighbours(direction), self._neighbours(_OPPOSITE[direction])
        found = shortest_paths(start, end, forward, backward, max_hops, first, crossing)
        if found or not (bridges and first):
            return [ArticlePath(path, self.graph.links_along(path, direction)) for path in found]
        groups = SharedGroups(self.graph, bridges, (start, end))
        bridged = bridged_paths(start, end, forward, backward, groups.of, max_hops, first, crossing)
        return [bridged_path(self.graph, path, direction) for path in bridged]

    def neighborhood(
        self,
        around: Sequence[str],
        hops: int,
        direction: LinkDirection,
        through: ArticleFilter | None,
        limit: int,
    ) -> Neighborhood:
        """The part of the graph within `hops` links of the given addresses, nearest first."""
        check_neighborhood(around, hops, limit, through)
        crossing = self._predicate(through, "through")
        starts = [self._article(f"around[{place}]", url) for place, url in enumerate(around)]
        search = BreadthFirst(
            [article for article in starts if article is not None],
            self._neighbours(direction),
            hops,
            crossing,
        )
        truncated = search.extend(limit + 1)
        return Neighborhood(self.graph, tuple(search.found[:limit]), truncated)

    # ---------------------------------------------------------------- providers and topics

    def provider(self, domain: str) -> ProviderNode | None:
        """The provider with a domain in any spelling."""
        return self.graph.provider(domain)

    def providers(
        self, filter: ProviderFilter | None, order: Sequence[ProviderOrder], page: PageRequest
    ) -> SortedList[ProviderNode]:
        """The providers; by default those with most articles first, then by domain."""
        return SortedList(
            PROVIDER_KEYS.name,
            self._lists.providers(filter),
            self._orders.of_providers(order),
            page,
        )

    def topic(self, name: str) -> TopicNode | None:
        """The topic with a name or slug, ignoring case."""
        return self.graph.topic(name)

    def topics(self, order: Sequence[TopicOrder], page: PageRequest) -> SortedList[TopicNode]:
        """The topics; by default those with most articles first, then by name."""
        sort_order = self._orders.of_topics(order)
        return SortedList(TOPIC_KEYS.name, Members(lambda: None), sort_order, page)

    def topic_parent(self, topic: Topic) -> TopicNode | None:
        """The topic above a topic."""
        parent = own_topic(self.graph, topic).parent_index
        return None if parent is None else self.graph.topics[parent]

    def topic_children(self, topic: Topic) -> list[TopicNode]:
        """The topics below a topic, by name."""
        return [self.graph.topics[index] for index in own_topic(self.graph, topic).child_indexes]

    # ---------------------------------------------------------------- ranks and stories

    def rank(self, article: Article) -> float:
        """The PageRank of an article; those of all articles together are 1."""
        return float(self.graph.ranks[own_article(self.graph, article).index])

    def story_of(self, article: Article) -> StoryNode | None:
        """The story that an article belongs to; None for one that is in none."""
        return self.graph.story_of(own_article(self.graph, article))

    def story(self, key: str) -> StoryNode | None:
        """The story to which the article with this URL, its founder once, belongs now."""
        founder = self._article("key", key)
        return None if founder is None else self.graph.story_of(founder)

    def stories(
        self,
        min_size: int,
        filter: ArticleFilter | None,
        period: Period,
        order: StoryOrder,
        page: PageRequest,
    ) -> SortedList[StoryNode]:
        """The stories of at least so many articles, with one that passes the filter, and one
        published in the period.
        """
        check_story_size(min_size)
        return SortedList(
            STORY_KEYS.name,
            self._lists.stories(min_size, self._chosen(filter), period),
            self._orders.of_stories(order, period.last),
            page,
        )

    def story_terms(self, story: Story, first: int) -> Sequence[str]:
        """The words that tell a story from others, most telling first."""
        check_list(first)
        own = own_owner(self.graph, story)
        assert isinstance(own, StoryNode)
        return self._lists.story_terms(own)[:first]

    def story_copies(self, story: Story, first: int) -> list[ArticleNode]:
        """The articles that others of a story repeat: of each report, the earliest in the story.

        Most repeated first, ties newest first.
        """
        check_list(first)
        own = own_owner(self.graph, story)
        assert isinstance(own, StoryNode)
        return [self.graph.articles[index] for index in self.graph.repeated_in(own)[:first]]

    def story_count(self) -> int:
        """How many stories there are."""
        return len(self.graph.stories)

    # ---------------------------------------------------------------- figures

    def stats(self, within: Within) -> ArticleStats:
        """Statistics about all articles of a provider, topic or story."""
        return self._sets.of(None, own_owner(self.graph, within)).stats()

    def topic_counts(self, within: Provider | Topic, first: int) -> Sequence[Counted[TopicNode]]:
        """The topics of its articles, most articles first, then by name; itself left out."""
        check_list(first)
        owner = (
            own_provider(self.graph, within)
            if isinstance(within, Provider)
            else own_topic(self.graph, within)
        )
        return self._lists.topic_counts(owner)[:first]

    def provider_counts(self, within: Topic | Story, first: int) -> Sequence[Counted[ProviderNode]]:
        """The providers of its articles, most articles first, then by domain."""
        check_list(first)
        own = own_owner(self.graph, within)
        assert not isinstance(own, ProviderNode)
        return self._lists.provider_counts(own)[:first]

    def linked_providers(
        self,
        provider: Provider,
        direction: LinkDirection,
        first: int,
        among: Sequence[str] | None = None,
    ) -> Sequence[Counted[ProviderNode]]:
        """The providers that its articles link to (OUT) or are linked from (IN)."""
        check_list(first)
        own = own_provider(self.graph, provider)
        if among is None:
            return self._lists.linked_providers(own, direction)[:first]
        check_among(among)
        named = [known for name in among if (known := self.graph.provider(name)) is not None]
        articles = self.graph.articles_of(own)
        return linked_providers(self.graph, articles, direction, named)[:first]

    # ---------------------------------------------------------------- the corpus

    def corpus(self) -> CorpusSummary:
        """What is loaded."""
        graph = self.graph
        return CorpusSummary(
            version=graph.version,
            loaded_at=self.loaded_at,
            articles=len(graph.articles),
            stubs=int(np.count_nonzero(graph.columns.stub)),
            links=len(graph.links),
            providers=len(graph.providers),
            topics=len(graph.topics),
            files=graph.files,
            problem_count=len(graph.problems),
        )

    def problems(self, first: int) -> Sequence[Problem]:
        """What could not be read as written: by file, then line."""
        check_report(first)
        return self.graph.problems[:first]
