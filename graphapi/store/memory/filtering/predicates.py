"""Filters as tests of one article: for searches, which meet articles one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from graphapi.corpus import canonical_url
from graphapi.domain import Provider, Topic
from graphapi.graph import ArticleGraph, ArticleNode, microseconds
from graphapi.store.memory.filtering.conditions import (
    fits_number,
    fits_texts,
    instants_as_numbers,
)
from graphapi.store.questions.filters import ArticleFilter, ProviderFilter, StringFilter

__all__ = [
    "Predicate",
    "article_predicate",
    "provider_predicate",
    "topic_texts",
    "with_known_domains",
]

NodeT = TypeVar("NodeT")

Predicate = Callable[[ArticleNode], bool]


def article_predicate(graph: ArticleGraph, filter_: ArticleFilter) -> Predicate:
    """Whether an article meets a filter. The filter has passed `check_depth`."""
    return _all_of(_tests(graph, filter_))


def _tests(graph: ArticleGraph, filter_: ArticleFilter) -> list[Predicate]:
    """What an article that meets a filter passes, all of it; no tests where every article does."""
    tests = [*_text_tests(graph, filter_), *_number_tests(filter_), *_flag_tests(filter_)]
    if filter_.and_ is not None:
        for inner in filter_.and_:
            tests += _tests(graph, inner)
    if filter_.or_ is not None:
        choices = [_tests(graph, inner) for inner in filter_.or_]
        if not choices or all(choices):  # else one of them holds for every article
            met = [_all_of(choice) for choice in choices]
            tests.append(lambda article: any(test(article) for test in met))
    if filter_.not_ is not None:
        refused = article_predicate(graph, filter_.not_)
        tests.append(lambda article: not refused(article))
    return tests


def _all_of(tests: list[Callable[[NodeT], bool]]) -> Callable[[NodeT], bool]:
    if len(tests) == 1:
        return tests[0]
    return lambda node: all(test(node) for test in tests)


def with_known_domains(graph: ArticleGraph, filter_: StringFilter) -> StringFilter:
    """A filter on domains, where each that is given as a whole is spelled as the graph shows it."""

    def known(domain: str) -> str:
        provider = graph.provider(domain)
        return domain if provider is None else provider.domain

    return replace(
        filter_,
        eq=None if filter_.eq is None else known(filter_.eq),
        ne=None if filter_.ne is None else known(filter_.ne),
        in_=None if filter_.in_ is None else tuple(map(known, filter_.in_)),
        not_in=None if filter_.not_in is None else tuple(map(known, filter_.not_in)),
    )


def topic_texts(topics: Iterable[Topic]) -> list[str]:
    """The texts that a filter by topic looks at: names and slugs."""
    return [text for topic in topics for text in (topic.name, topic.slug)]


def _text_tests(graph: ArticleGraph, filter_: ArticleFilter) -> list[Predicate]:
    tests: list[Predicate] = []
    if filter_.url is not None:
        tests += _url_tests(graph, filter_.url)
    if filter_.title is not None:
        tests.append(_text_test(filter_.title, lambda article: article.title))
    if filter_.excerpt is not None:
        tests.append(_text_test(filter_.excerpt, lambda article: article.excerpt))
    if filter_.type is not None:
        tests.append(_text_test(filter_.type, lambda article: article.type))
    if filter_.category is not None:
        tests.append(_text_test(filter_.category, lambda article: article.category))
    if filter_.provider is not None:
        fits_domain = fits_texts(with_known_domains(graph, filter_.provider), str.lower)
        tests.append(
            lambda article: (
                fits_domain() if article.provider is None else fits_domain(article.provider.domain)
            )
        )
    if filter_.topic is not None:
        fits_topics = fits_texts(filter_.topic, str.casefold)
        tests.append(lambda article: fits_topics(*topic_texts(article.topics)))
    return tests


def _text_test(filter_: StringFilter, read: Callable[[ArticleNode], str | None]) -> Predicate:
    fits = fits_texts(filter_)

    def test(article: ArticleNode) -> bool:
        text = read(article)
        return fits() if text is None else fits(text)

    return test


def _url_tests(graph: ArticleGraph, filter_: StringFilter) -> list[Predicate]:
    """The conditions on addresses: equality goes by every address, parts by the canonical URL."""
    tests: list[Predicate] = []
    for wanted, negated in (
        (None if filter_.eq is None else (filter_.eq,), False),
        (None if filter_.ne is None else (filter_.ne,), True),
        (filter_.in_, False),
        (filter_.not_in, True),
    ):
        if wanted is not None:
            tests.append(_is_one_of(graph, wanted, negated))
    parts = StringFilter(
        contains=filter_.contains,
        starts_with=filter_.starts_with,
        ends_with=filter_.ends_with,
        is_null=filter_.is_null,
    )
    if parts != StringFilter():
        tests.append(_text_test(parts, lambda article: article.url))
    return tests


def _is_one_of(graph: ArticleGraph, wanted: Iterable[str], negated: bool) -> Predicate:
    """Whether an article has one of these addresses.

    It may be of another version of the corpus, so it goes by its URL, and where no article of this
    version has an address, by those that it had then. What is no URL belongs to none.
    """
    urls: set[str] = set()
    unknown: set[str] = set()
    for each in wanted:
        try:
            article, url = graph.article(each), canonical_url(each)
        except ValueError:
            continue
        urls.add(url)
        if article is None:
            unknown.add(url)
        else:
            urls.add(article.url)
    return lambda article: (
        (article.url in urls or not unknown.isdisjoint(article.urls)) is not negated
    )


def _number_tests(filter_: ArticleFilter) -> list[Predicate]:
    tests: list[Predicate] = []
    if filter_.published_date_time is not None:
        fits_instant = fits_number(instants_as_numbers(filter_.published_date_time))
        tests.append(lambda article: fits_instant(_published(article)))
    if filter_.quality is not None:
        fits_quality = fits_number(filter_.quality)
        tests.append(lambda article: fits_quality(article.quality))
    if filter_.heat is not None:
        fits_heat = fits_number(filter_.heat)
        tests.append(lambda article: fits_heat(article.heat))
    if filter_.in_degree is not None:
        fits_in = fits_number(filter_.in_degree)
        tests.append(lambda article: fits_in(article.in_degree))
    if filter_.out_degree is not None:
        fits_out = fits_number(filter_.out_degree)
        tests.append(lambda article: fits_out(article.out_degree))
    return tests


def _published(article: ArticleNode) -> int | None:
    date = article.published_date_time
    return None if date is None else microseconds(date)


def _flag_tests(filter_: ArticleFilter) -> list[Predicate]:
    tests: list[Predicate] = []
    if filter_.published is not None:
        tests.append(lambda article: article.published is filter_.published)
    if filter_.stub is not None:
        tests.append(lambda article: article.stub is filter_.stub)
    if filter_.has_image is not None:
        tests.append(lambda article: bool(article.images) is filter_.has_image)
    return tests


def provider_predicate(graph: ArticleGraph, filter_: ProviderFilter) -> Callable[[Provider], bool]:
    """Whether a provider meets a filter, what it asks of topics left aside."""
    tests: list[Callable[[Provider], bool]] = []
    if filter_.article_count is not None:
        fits_count = fits_number(filter_.article_count)
        tests.append(lambda provider: fits_count(provider.article_count))
    if filter_.domain is not None:
        fits_domain = fits_texts(with_known_domains(graph, filter_.domain), str.lower)
        tests.append(lambda provider: fits_domain(provider.domain))
    if filter_.name is not None:
        fits_name = fits_texts(filter_.name)
        tests.append(lambda provider: fits_name(*(name.name for name in provider.names)))
    return _all_of(tests)
