"""Stories: which articles are about one event or topic."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import ArticleDocument, load_corpus
from graphapi.graph import ArticleGraph, StoryNode
from graphapi.graph.discovery.story_groups import find_stories
from graphapi.graph.discovery.story_pairs import StoryPairs, find_story_pairs
from tests.corpora import article, found, graph_of, names

AZURE = Path(__file__).parents[4] / "shared" / "corpora" / "azure"

FILLER = [
    article(f"filler-{number}", title=f"Quiet {word}", published="2021-03-01")
    for number, word in enumerate(["north", "south", "east", "west", "hill", "dale", "moor", "fen"])
]
"""Articles that are in no story."""

FERRY = [
    article("ferry-1", title="Skerrow ferry runs aground", published="2021-03-01"),
    article("ferry-2", title="Ferry aground off Skerrow", published="2021-03-02"),
    article("ferry-3", title="Tugs free the aground Skerrow ferry", published="2021-03-03"),
]
BARLEY = [
    article("barley-1", title="Black barley returns to Quill", published="2021-03-02"),
    article("barley-2", title="Quill sows its black barley", published="2021-03-04"),
]


def members(graph: ArticleGraph, story: StoryNode) -> list[str]:
    return sorted(names(graph.articles[index] for index in graph.stories.articles.of(story.index)))


def told(graph: ArticleGraph) -> dict[str, list[str]]:
    """The members of each story, by its founder."""
    founders = names(story.founder for story in graph.story_nodes)
    return dict(zip(founders, (members(graph, one) for one in graph.story_nodes), strict=True))


def test_articles_near_in_words_and_time_are_a_story_without_any_link():
    graph = graph_of(*FERRY, *BARLEY, *FILLER)
    assert told(graph) == {
        "ferry-1": ["ferry-1", "ferry-2", "ferry-3"],
        "barley-1": ["barley-1", "barley-2"],
    }
    assert graph.story_of(found(graph, "ferry-2")) is graph.story_nodes[0]
    assert graph.story_of(found(graph, "filler-1")) is None


def test_links_alone_make_no_story():
    graph = graph_of(
        article("a", title="Ambrath", related=["b"], published="2021-03-01"),
        article("b", title="Brannock", related=["a"], published="2021-03-01"),
    )
    assert told(graph) == {}


def test_links_bring_articles_nearer_that_have_words_in_common():
    def closeness(*related: str) -> list[float]:
        graph = graph_of(
            article("a", title="Oster Bridge is shut", related=related, published="2021-03-01"),
            article("b", title="Boats replace the Oster bridge", published="2021-03-04"),
            article("c", title="Comet", related=related, published="2021-03-01"),
            *FILLER,
        )
        kin = graph.kin.get()
        pairs = find_story_pairs(
            kin.vectors, kin.neighbours, graph.columns.published_at, lambda _: None
        )
        return [float(each) for each in pairs.closeness]

    [apart], [linked] = closeness(), closeness("b")
    assert apart < linked <= apart + 0.2


def test_the_same_words_months_later_are_another_story():
    again = [
        article(f"again-{number}", title="Skerrow ferry runs aground", published="2021-09-01")
        for number in range(2)
    ]
    assert told(graph_of(*FERRY, *again, *FILLER)) == {
        "ferry-1": ["ferry-1", "ferry-2", "ferry-3"],
        "again-0": ["again-0", "again-1"],
    }


def test_articles_without_a_date_are_a_story_among_themselves():
    undated = [article(name, title="Skerrow ferry runs aground") for name in "ab"]
    assert told(graph_of(*undated, *FERRY, *FILLER))["a"] == ["a", "b"]


@pytest.mark.parametrize(("between", "sizes"), [(0.13, [6]), (0.1, [3, 3])])
def test_communities_that_are_near_on_the_whole_are_one_story(between: float, sizes: list[int]):
    ways = [{0, 1, 2}, {3, 4, 5}]  # in which two outlets word an event
    pairs = [(newer, older) for older in range(6) for newer in range(older)]
    closeness = [0.5 if any(way.issuperset(pair) for way in ways) else between for pair in pairs]
    newer, older = np.array(pairs, dtype=np.int32).T
    found = StoryPairs(newer, older, np.array(closeness))
    stories = find_stories(found, np.zeros(6, dtype=np.int64))
    assert stories.articles.counts().tolist() == sizes


def test_stories_come_largest_first_then_the_one_that_began_last():
    later = [
        article("late-1", title="Comet over Halvern tonight", published="2021-03-20"),
        article("late-2", title="Comet over Halvern", published="2021-03-21"),
    ]
    graph = graph_of(*BARLEY, *later, *FERRY, *FILLER)
    assert list(told(graph)) == ["ferry-1", "late-1", "barley-1"]
    assert [story.size for story in graph.story_nodes] == [3, 2, 2]


def test_the_lead_is_the_most_central_article_and_gives_the_title():
    graph = graph_of(*FERRY, *FILLER)
    [story] = graph.story_nodes
    assert story.title == story.lead.title == "Skerrow ferry runs aground"
    assert story.first_published == found(graph, "ferry-1").published_date_time
    assert story.last_published == found(graph, "ferry-3").published_date_time


def test_a_story_that_new_articles_join_keeps_its_founder():
    joined = article("new", title="Ferry aground off Skerrow is free", published="2021-03-05")
    grown = told(graph_of(joined, *BARLEY, *FERRY, *FILLER))
    assert grown["ferry-1"] == ["ferry-1", "ferry-2", "ferry-3", "new"]
    assert grown["barley-1"] == ["barley-1", "barley-2"]


words = st.sampled_from(
    ["ferry", "Skerrow", "aground", "barley", "Quill", "comet", "Halvern", "the", "of"]
)


@st.composite
def documents(draw: st.DrawFn) -> list[ArticleDocument]:
    letters = "abcdefghijkl"
    dates = st.sampled_from([None, "2021-01-01", "2021-01-05", "2021-02-01"])
    return [
        article(
            name,
            title=" ".join(draw(st.lists(words, min_size=1, max_size=5))),
            published=draw(dates),
            related=draw(st.lists(st.sampled_from(letters), max_size=2)),
        )
        for name in draw(st.lists(st.sampled_from(letters), unique=True))
    ]


@given(documents())
def test_an_article_is_in_one_story_at_most_and_a_story_has_two_or_more(
    files: list[ArticleDocument],
):
    graph = graph_of(*files)
    stories = graph.stories
    seen: list[int] = []
    for story in graph.story_nodes:
        indexes = stories.articles.of(story.index).tolist()
        assert len(indexes) == story.size >= 2
        assert {stories.of_articles[index] for index in indexes} == {story.index}
        assert {story.founder.index, story.lead.index} <= set(indexes)
        seen += indexes
    assert len(seen) == len(set(seen)) == (stories.of_articles >= 0).sum()


@given(documents(), st.randoms(use_true_random=False))
def test_the_order_of_files_changes_nothing(files: list[ArticleDocument], chance: random.Random):
    one, other = graph_of(*files), graph_of(*chance.sample(files, len(files)))
    assert told(one) == told(other)
    assert one.ranks.tolist() == other.ranks.tolist()
    assert names(story.lead for story in one.story_nodes) == names(
        story.lead for story in other.story_nodes
    )


@pytest.mark.skipif(not AZURE.is_dir(), reason="the azure corpus is not beside the repository")
def test_most_stories_of_a_large_corpus_stay_when_it_grows_by_a_tenth():
    documents = sorted(
        load_corpus(AZURE).articles, key=lambda one: str(one.mention.published_date_time)
    )
    now = graph_of(*documents)
    before = graph_of(*documents[: len(documents) * 9 // 10])
    kept = {story.founder.url for story in now.story_nodes}
    founders = [story.founder.url for story in before.story_nodes]
    assert sum(url in kept for url in founders) > 0.95 * len(founders)
