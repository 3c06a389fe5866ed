"""Which articles meet a filter: their indexes, ascending, so in the default order.

Conditions that an index answers come first; those on numbers are a pass over a column; those on
texts look only at the articles that are left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from graphapi.graph import ArticleGraph, Bools, Codes, Integers, Postings, TextColumn
from graphapi.runtime.deadlines import INTERRUPTIONS
from graphapi.store.memory.filtering.conditions import (
    fits_texts,
    instants_as_numbers,
    number_mask,
    parts_of,
    text_conditions,
)
from graphapi.store.memory.filtering.predicates import with_known_domains
from graphapi.store.memory.filtering.provider_topics import topics_passing
from graphapi.store.questions.filters import ArticleFilter, StringFilter

__all__ = ["select"]

Selected = Integers | None
"""Indexes of articles, ascending; None stands for all of them."""


def select(graph: ArticleGraph, filter_: ArticleFilter, among: Selected = None) -> Selected:
    """The articles among some that meet a filter. The filter has passed `check_depth`."""
    return _Selection(graph).narrow(filter_, among)


class _Selection:
    """Narrows sets of articles, one condition after the other."""

    def __init__(self, graph: ArticleGraph) -> None:
        self._graph = graph

    def narrow(self, filter_: ArticleFilter, among: Selected) -> Selected:
        """The articles of a set that meet a filter."""
        among = self._by_index(filter_, among)
        among = self._by_numbers(filter_, among)
        for inner in filter_.and_ or ():
            among = self.narrow(inner, among)
        if filter_.not_ is not None:
            refused = self.narrow(filter_.not_, among)
            among = self._without(among, refused)
        if filter_.or_ is not None:
            among = self._by_choice(filter_.or_, among)
        return self._by_text(filter_, among)

    def _listed(self, among: Selected) -> Integers:
        return np.arange(len(self._graph.articles), dtype=np.int32) if among is None else among

    def _among(self, found: Integers, among: Selected) -> Integers:
        """Those found that are in a set."""
        if among is None:
            return found
        if len(found) < len(among):
            found, among = among, found
        return among[self._flags(found)[among]]

    def _without(self, among: Selected, refused: Selected) -> Integers:
        """A set without some of its articles."""
        if refused is None:
            return _NOBODY
        kept = ~self._flags(refused)
        return np.flatnonzero(kept).astype(np.int32) if among is None else among[kept[among]]

    def _flags(self, chosen: Integers) -> Bools:
        """Whether each article is chosen: several times as fast as sorting two sets together."""
        flags = np.zeros(len(self._graph.articles), dtype=np.bool_)
        flags[chosen] = True
        return flags

    def _by_choice(self, choices: Sequence[ArticleFilter], among: Selected) -> Selected:
        found: list[Integers] = []
        for choice in choices:
            chosen = self.narrow(choice, among)
            if chosen is None:
                return None
            found.append(chosen)
        if not found:
            return _NOBODY
        return np.flatnonzero(self._flags(np.concatenate(found))).astype(np.int32)

    def _by_index(self, filter_: ArticleFilter, among: Selected) -> Selected:
        graph = self._graph
        if filter_.url is not None:
            among = self._by_address(filter_.url, among)
        if filter_.topic is not None:
            among = self._by_topic(filter_.topic, among)
        if filter_.provider is not None:
            wanted = [] if filter_.provider.eq is None else [filter_.provider.eq]
            wanted += filter_.provider.in_ or ()
            named = [graph.provider(domain) for domain in wanted]
            among = self._by_code(
                graph.domains,
                fits_texts(with_known_domains(graph, filter_.provider), str.lower),
                [provider.index for provider in named if provider is not None] if wanted else None,
                among,
            )
        if filter_.type is not None:
            among = self._by_code(graph.columns.type, fits_texts(filter_.type), None, among)
        if filter_.category is not None:
            among = self._by_code(graph.columns.category, fits_texts(filter_.category), None, among)
        return among

    def _by_address(self, filter_: StringFilter, among: Selected) -> Selected:
        """Equality goes by every address, and is looked up; parts by the canonical URL."""
        for wanted in (None if filter_.eq is None else (filter_.eq,), filter_.in_):
            if wanted is not None:
                among = self._among(_addressed(self._graph, wanted), among)
        for refused in (None if filter_.ne is None else (filter_.ne,), filter_.not_in):
            if refused is not None:
                among = self._without(among, _addressed(self._graph, refused))
        rest = replace(filter_, eq=None, ne=None, in_=None, not_in=None)
        return self._by_property(rest, "url", among)

    def _by_code(
        self,
        codes: Codes,
        fits: Callable[..., bool],
        only: Sequence[int] | None,
        among: Selected,
    ) -> Selected:
        """By a property with few values. `only`: the codes worth testing, where known."""
        tried = range(len(codes.values)) if only is None else sorted(set(only))
        fitting = [code for code in tried if fits(codes.values[code])]
        missing_fits = only is None and fits()
        if among is None and not missing_fits and len(fitting) <= _FEW:
            return _united(codes.postings, fitting)
        table = np.zeros(len(codes.values) + 1, dtype=np.bool_)  # the last, at -1, is for: missing
        table[fitting] = True
        table[-1] = missing_fits
        return _masked(
            table[codes.of_articles if among is None else codes.of_articles[among]], among
        )

    def _by_topic(self, filter_: StringFilter, among: Selected) -> Selected:
        graph = self._graph
        if filter_.is_null is not None:
            counts = graph.article_topics.counts()
            mask = (counts == 0) == filter_.is_null
            among = _masked(mask if among is None else mask[among], among)
        for condition in text_conditions(filter_, str.casefold):
            found = _united(graph.topic_articles, topics_passing(graph, condition))
            among = self._without(among, found) if condition.negated else self._among(found, among)
        return among

    def _by_numbers(self, filter_: ArticleFilter, among: Selected) -> Selected:
        columns = self._graph.columns
        dates = filter_.published_date_time
        for numbers, column in (
            (None if dates is None else instants_as_numbers(dates), columns.published_at),
            (filter_.quality, columns.quality),
            (filter_.heat, columns.heat),
            (filter_.in_degree, columns.in_degree),
            (filter_.out_degree, columns.out_degree),
        ):
            if numbers is not None:
                values = column if among is None else column[among]
                among = _masked(number_mask(numbers, values), among)
        for wanted, flags in (
            (filter_.published, columns.published),
            (filter_.stub, columns.stub),
            (filter_.has_image, columns.has_image),
        ):
            if wanted is not None:
                among = _masked((flags if among is None else flags[among]) == wanted, among)
        return among

    def _by_text(self, filter_: ArticleFilter, among: Selected) -> Selected:
        for texts, name in ((filter_.title, "title"), (filter_.excerpt, "excerpt")):
            if texts is not None:
                among = self._by_property(texts, name, among)
        return among

    def _by_property(self, filter_: StringFilter, name: str, among: Selected) -> Selected:
        """By a property with many values: in its column, where many articles are left."""
        graph = self._graph
        column = graph.texts[name]
        if among is None or len(among) * _FOR_A_COLUMN > len(graph.articles):
            return self._by_column(filter_, column, among)
        if filter_ == StringFilter():
            return among
        fits = fits_texts(filter_)
        listed = self._listed(among).tolist()
        fitting: list[int] = []
        for start in range(0, len(listed), _STRETCH):
            if INTERRUPTIONS.due:
                INTERRUPTIONS.check()
            for index in listed[start : start + _STRETCH]:
                text = column.read(graph.articles[index])
                if fits() if text is None else fits(text):
                    fitting.append(index)
        return np.array(fitting, dtype=np.int32)

    def _by_column(self, filter_: StringFilter, column: TextColumn, among: Selected) -> Selected:
        if filter_.is_null is not None:
            mask = column.present ^ filter_.is_null
            among = _masked(mask if among is None else mask[among], among)
        for condition in text_conditions(filter_):
            if condition.wanted is None:
                continue  # a part, see below
            equal = column.equal_to(condition.wanted)
            among = self._without(among, equal) if condition.negated else self._among(equal, among)
        for part, found in parts_of(filter_):
            among = self._among(column.holding(part, found), among)
        return among


_NOBODY = np.array([], dtype=np.int32)
_FEW = 64
"""So many values of a property are united one by one."""
_FOR_A_COLUMN = 64
"""A whole column is looked through where more than one article in so many is left."""
_STRETCH = 1_000
"""So many articles are tested within a millisecond: between two looks at the watch."""


def _addressed(graph: ArticleGraph, urls: Sequence[str]) -> Integers:
    found = set()
    for url in urls:
        try:
            article = graph.article(url)
        except ValueError:
            continue
        if article is not None:
            found.add(article.index)
    return np.array(sorted(found), dtype=np.int32)


def _united(postings: Postings, owners: Sequence[int]) -> Integers:
    """The members of several owners, ascending, each once."""
    if len(owners) == 1:
        return postings.of(owners[0])
    return np.unique(postings.of_all(np.array(owners, dtype=np.int32)))


def _masked(mask: Bools, among: Selected) -> Selected:
    return np.flatnonzero(mask).astype(np.int32) if among is None else among[mask]
