"""The root of every query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import strawberry

from graphapi import domain, store
from graphapi.api.article_connections import ArticleConnection, SimilarConnection
from graphapi.api.articles import Article
from graphapi.api.context import Info
from graphapi.api.corpus import Corpus
from graphapi.api.enums import Bridge, LinkDirection, StoryOrder
from graphapi.api.field_costs import (
    CROSSING,
    KINSHIP,
    SEARCH,
    SUGGESTING,
    TALLY,
    WALK,
    Pricing,
    listed,
    paged,
)
from graphapi.api.filter_inputs import (
    ArticleFilterArgument,
    ProviderFilterArgument,
    ThroughArgument,
)
from graphapi.api.global_ids import MAX_NODES, Node, NodeValue, load_node, load_story
from graphapi.api.order_inputs import (
    ArticleOrderArgument,
    ProviderOrderArgument,
    TopicOrderArgument,
)
from graphapi.api.page_arguments import After, Before, CollapseCopiesArgument, First, Last
from graphapi.api.providers import Provider, ProviderConnection
from graphapi.api.resolvers import resolver
from graphapi.api.scalars import URL
from graphapi.api.search import SearchConnection, Suggestion
from graphapi.api.stories import Story, StoryConnection
from graphapi.api.subgraphs import ArticlePath, Subgraph
from graphapi.api.topics import Topic, TopicConnection
from graphapi.domain.search_text import MAX_PREFIX, MAX_TEXT, MAX_WORDS
from graphapi.errors import BadUserInputError

__all__ = ["Query"]


@strawberry.type(
    description=(
        "The root of every query: single nodes by address, domain, name or id, lists in"
        " pages, and questions about the whole graph."
    )
)
class Query:
    """The fields that a query can begin with."""

    @resolver(Node | None)
    @staticmethod
    def node(
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of the node.")],
    ) -> store.MaybeAwaitable[NodeValue | None]:
        """An article, provider, topic, story or the corpus by its global id; null if it no longer
        exists.
        """
        return load_node(info.context.store, "id", id)

    @resolver(list[Node | None], listed(MAX_NODES, MAX_NODES, slicing="ids"))
    @staticmethod
    def nodes(
        info: Info,
        ids: Annotated[
            list[strawberry.ID],
            strawberry.argument(description=f"The `id`s of the things, at most {MAX_NODES}."),
        ],
    ) -> list[store.MaybeAwaitable[NodeValue | None]]:
        """Articles, providers, topics, stories and the corpus by their global ids, in the order of
        `ids`, with null for each id that no longer exists.
        """
        if len(ids) > MAX_NODES:
            raise BadUserInputError("ids", f"{len(ids)} ids", f"give at most {MAX_NODES}")
        return [load_node(info.context.store, f"ids[{place}]", id) for place, id in enumerate(ids)]

    @resolver(Article | None)
    @staticmethod
    def article(
        info: Info,
        url: Annotated[
            URL, strawberry.argument(description="An absolute http or https address of it.")
        ],
    ) -> store.MaybeAwaitable[domain.Article | None]:
        """An article by any of its addresses, AMP and AMP cache addresses included; null if it is
        not in the corpus.
        """
        return info.context.store.article(url)

    @resolver(list[Article | None], listed(store.MAX_URLS, store.MAX_URLS, slicing="urls"))
    @staticmethod
    def articles_by_url(
        info: Info,
        urls: Annotated[
            list[URL],
            strawberry.argument(
                description=f"Absolute http or https addresses, at most {store.MAX_URLS:,} at once."
            ),
        ],
    ) -> store.MaybeAwaitable[Sequence[domain.Article | None]]:
        """Articles by any of their addresses, in the order of `urls`, with null for each address
        that is not in the corpus.
        """
        return info.context.store.articles_by_url(urls)

    @resolver(ArticleConnection, paged())
    @staticmethod
    def articles(
        info: Info,
        filter: ArticleFilterArgument = None,
        order_by: ArticleOrderArgument = None,
        collapse_copies: CollapseCopiesArgument = False,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> store.ArticleConnection:
        """The articles of the corpus, stubs included, newest first unless `orderBy` says
        otherwise.
        """
        page = store.PageRequest(first, after, last, before)
        return info.context.store.articles(
            filter, order_by or (), page, collapse_copies=collapse_copies
        )

    @resolver(Provider | None)
    @staticmethod
    def provider(
        info: Info,
        domain: Annotated[
            str,
            strawberry.argument(description="Its domain in any spelling, with `www.` or without."),
        ],
    ) -> store.MaybeAwaitable[domain.Provider | None]:
        """A provider by its domain; null if it is not in the corpus."""
        return info.context.store.provider(domain)

    @resolver(ProviderConnection, paged())
    @staticmethod
    def providers(
        info: Info,
        filter: ProviderFilterArgument = None,
        order_by: ProviderOrderArgument = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> store.Connection[domain.Provider, store.Edge[domain.Provider]]:
        """The providers of the corpus, most articles first unless `orderBy` says otherwise."""
        page = store.PageRequest(first, after, last, before)
        return info.context.store.providers(filter, order_by or (), page)

    @resolver(Topic | None)
    @staticmethod
    def topic(
        info: Info,
        name: Annotated[
            str,
            strawberry.argument(description="Its name or slug, ignoring case."),
        ],
    ) -> store.MaybeAwaitable[domain.Topic | None]:
        """A topic by its name or slug; null if it is not in the corpus."""
        return info.context.store.topic(name)

    @resolver(TopicConnection, paged())
    @staticmethod
    def topics(
        info: Info,
        order_by: TopicOrderArgument = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> store.Connection[domain.Topic, store.Edge[domain.Topic]]:
        """The topics of the corpus, most articles first unless `orderBy` says otherwise."""
        page = store.PageRequest(first, after, last, before)
        return info.context.store.topics(order_by or (), page)

    @resolver(Story | None)
    @staticmethod
    def story(
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of the story.")],
    ) -> store.MaybeAwaitable[domain.Story | None]:
        """A story by its global id; null if it no longer exists."""
        return load_story(info.context.store, "id", id)

    @resolver(StoryConnection, paged(TALLY))
    @staticmethod
    def stories(
        info: Info,
        min_size: Annotated[
            int,
            strawberry.argument(
                description=(
                    "Only stories with at least this many articles: 1 or more, by default 2,"
                    " the smallest size."
                )
            ),
        ] = 2,
        filter: ArticleFilterArgument = None,
        published_from: Annotated[
            datetime | None,
            strawberry.argument(
                description="Only stories with an article published then or later."
            ),
        ] = None,
        published_to: Annotated[
            datetime | None,
            strawberry.argument(
                description=(
                    "Only stories with an article published then or earlier; together with"
                    " `publishedFrom`, with an article in that period."
                )
            ),
        ] = None,
        order_by: Annotated[
            StoryOrder,
            strawberry.argument(
                name="orderBy", description="What comes first; by default the largest."
            ),
        ] = StoryOrder.SIZE_DESC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> store.Connection[domain.Story, store.Edge[domain.Story]]:
        """The stories with an article that passes the filter, and one that was published in the
        period, if these are given: most articles first unless `orderBy` says otherwise.
        """
        page = store.PageRequest(first, after, last, before)
        period = store.Period(published_from, published_to)
        return info.context.store.stories(min_size, filter, period, order_by, page)

    @resolver(SearchConnection, paged(SEARCH))
    @staticmethod
    def search(
        info: Info,
        text: Annotated[
            str,
            strawberry.argument(
                description=(
                    "What to search for: words, a question, a headline, a paragraph or the address"
                    ' of an article. `"phrases"` and beginnings of words, as `auto*`, must be there'
                    ' as they are; what follows a hyphen, as `-audio` or `-"two words"`, must not.'
                    " Case and accents make no difference. Whatever else it holds is searched as"
                    f" words; of a long text, the first {MAX_TEXT:,} characters and {MAX_WORDS}"
                    " words count. Without anything to search for, nothing matches."
                )
            ),
        ],
        exact: Annotated[
            bool,
            strawberry.argument(
                description=(
                    "Whether articles must have every word as it is written: no other forms"
                    " or spellings, no corrections, no words left out; by default false."
                )
            ),
        ] = False,
        collapse_copies: Annotated[
            bool,
            strawberry.argument(
                description=(
                    "Show each report once, as the copy that matches best; `copyCount` is the"
                    " number of others. By default false."
                )
            ),
        ] = False,
        filter: ArticleFilterArgument = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> store.SearchConnection:
        """The articles that a text finds by the words of their title and excerpt, best first. Words
        match in all their forms and spellings, joined or apart: `datacenter` finds `data centres`.
        If few articles have all words, those come too that have most of them, the rare ones
        above all, or words that the text may have misspelt: `relaxations` says what was done. An
        address of an article finds it, and then what is about the same.

        Articles with every word as it was written come first, then those with other forms of them,
        then those by correction; else the order is by BM25, a word of the title counting three
        times, and among equals newest first, then by URL.
        """
        page = store.PageRequest(first, after, last, before)
        return info.context.store.search(
            text, filter, page, exact=exact, collapse_copies=collapse_copies
        )

    @resolver(SimilarConnection, paged(KINSHIP))
    @staticmethod
    def similar_to(
        info: Info,
        text: Annotated[
            str,
            strawberry.argument(
                description=(
                    "A text, such as a headline or a draft; only its first 400 words are used."
                )
            ),
        ],
        published_date_time: Annotated[
            datetime | None,
            strawberry.argument(
                description=(
                    "When it was or will be published: articles near in time are more"
                    " similar. Without it, time makes no difference."
                )
            ),
        ] = None,
        filter: ArticleFilterArgument = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> store.Connection[domain.Article, store.SimilarEdge]:
        """The articles about the same thing as a text that need not be in the corpus: by rare words
        in common and closeness in time. Best `score` first, ties newest first, then by URL; at most
        the best 1,000.
        """
        page = store.PageRequest(first, after, last, before)
        return info.context.store.similar_to(text, published_date_time, filter, page)

    @resolver(list[Suggestion], listed(10, store.MAX_LIST, weight=SUGGESTING))
    @staticmethod
    def suggest(
        info: Info,
        prefix: Annotated[
            str,
            strawberry.argument(
                description=(
                    "What the user has typed so far; case and accents make no difference, and only"
                    f" the first {MAX_PREFIX} characters are used. If it is empty, the topics and"
                    " providers with the most articles are suggested."
                )
            ),
        ],
        first: Annotated[
            int,
            strawberry.argument(
                description=f"How many suggestions at most: 0 to {store.MAX_LIST}, by default 10."
            ),
        ] = 10,
    ) -> store.MaybeAwaitable[Sequence[store.Suggestion]]:
        """Completions for a search box, best first, each thing once: titles of articles, names of
        topics, names and domains of providers. What is the prefix itself comes first, then what
        begins with it, then what has its words anywhere, the last of them as the beginning of a
        word, then what has other forms of its words, or words that it may have misspelt; in each
        part, what most articles lead to: those of a topic or provider, those that list an article
        as related.
        """
        return info.context.store.suggest(prefix, first)

    @resolver(list[ArticlePath], listed(1, store.MAX_LIST, weight=WALK))
    @staticmethod
    def paths(
        info: Info,
        source: Annotated[
            URL,
            strawberry.argument(
                name="from", description="Any address of the article to start from."
            ),
        ],
        target: Annotated[
            URL,
            strawberry.argument(name="to", description="Any address of the article to arrive at."),
        ],
        direction: Annotated[
            LinkDirection, strawberry.argument(description="Which links to follow; by default OUT.")
        ] = LinkDirection.OUT,
        through: ThroughArgument = None,
        max_hops: Annotated[
            int,
            strawberry.argument(
                description=f"How many links a path may have: 1 to {store.MAX_HOPS}, by default 6."
            ),
        ] = 6,
        first: Annotated[
            int,
            strawberry.argument(
                description=f"How many paths at most: 0 to {store.MAX_LIST}, by default 1."
            ),
        ] = 1,
        bridges: Annotated[
            Sequence[Bridge] | None,
            strawberry.argument(
                description=(
                    "What may join two articles where no path of links joins `from` and `to` within"
                    " `maxHops`; by default nothing."
                ),
                directives=CROSSING.directives,
                metadata=CROSSING.metadata,
            ),
        ] = (),
    ) -> store.MaybeAwaitable[Sequence[store.ArticlePath]]:
        """The shortest paths from one article to another that visit no article twice: shortest
        first, ties in link order. Empty if there is none within `maxHops`, or if one of the two
        articles is not in the corpus. Where links do not suffice and `bridges` are allowed, the
        paths with the fewest bridges, of those the most telling kinds, of those the fewest steps;
        those over the smallest stories, topics and providers first.
        """
        return info.context.store.paths(
            source, target, direction, through, max_hops, first, bridges or ()
        )

    @resolver(
        Subgraph,
        Pricing(
            weight=WALK,
            size=200,
            slicing=("limit",),
            sized=("articles", "links"),
            largest=store.MAX_NEIGHBORHOOD,
        ),
    )
    @staticmethod
    def neighborhood(
        info: Info,
        around: Annotated[
            list[URL],
            strawberry.argument(
                description=f"Any addresses of the articles to start from: 1 to {store.MAX_STARTS}."
            ),
        ],
        hops: Annotated[
            int,
            strawberry.argument(
                description=f"How many links away at most: 0 to {store.MAX_HOPS}, by default 1."
            ),
        ] = 1,
        direction: Annotated[
            LinkDirection,
            strawberry.argument(description="Which links to follow; by default BOTH."),
        ] = LinkDirection.BOTH,
        through: ThroughArgument = None,
        limit: Annotated[
            int,
            strawberry.argument(
                description=(
                    f"How many articles at most: 1 to {store.MAX_NEIGHBORHOOD:,}, by default 200."
                )
            ),
        ] = 200,
    ) -> store.MaybeAwaitable[store.Subgraph]:
        """The part of the graph within `hops` links of some articles, with all links among its
        articles, for drawing. Addresses that are not in the corpus are skipped.
        """
        return info.context.store.neighborhood(around, hops, direction, through, limit)

    @resolver(Corpus)
    @staticmethod
    def corpus(info: Info) -> store.MaybeAwaitable[store.CorpusSummary]:
        """The loaded corpus in numbers, and its problems."""
        return info.context.store.corpus()
