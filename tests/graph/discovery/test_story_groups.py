"""Stories: which articles hang together."""

import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphapi.corpus import ArticleDocument, load_corpus
from graphapi.graph import ArticleGraph, StoryNode
from tests.corpora import article, found, graph_of, names

AZURE = Path(__file__).parents[4] / "shared" / "corpora" / "azure"

Lists = dict[str, list[str]]
"""Who lists whom."""


def documents(lists: Lists) -> list[ArticleDocument]:
    """Articles with these lists; of three, one is older than the others and one has no date."""
    dates = ("2021-01-01", "2021-01-02", None)
    return [
        article(name, related=related, published=dates[sum(name.encode()) % 3])
        for name, related in lists.items()
    ]


def clique(*members: str) -> Lists:
    """Articles that all list each other."""
    return {one: [other for other in members if other != one] for one in members}


def members(graph: ArticleGraph, story: StoryNode) -> list[str]:
    indexes = graph.stories.articles.of(story.index)
    return sorted(names(graph.articles[index] for index in indexes))


def told(graph: ArticleGraph) -> dict[str, list[str]]:
    """The members of each story, by its founder's URL."""
    return {story.founder.url: members(graph, story) for story in graph.story_nodes}


@st.composite
def lists(draw: st.DrawFn, letters: str = "abcdefghijklmnop") -> Lists:
    """Articles in a few groups that list mostly each other."""
    drawn: Lists = {}
    for name in draw(st.lists(st.sampled_from(letters), unique=True)):
        near = [other for other in letters if letters.index(other) // 4 == letters.index(name) // 4]
        related = draw(st.lists(st.sampled_from(near), max_size=4))
        drawn[name] = related + draw(st.lists(st.sampled_from(letters), max_size=1))
    return drawn


def test_articles_that_links_join_are_one_story_whichever_way_the_links_go():
    graph = graph_of(*documents({"a": ["b"], "c": ["b"], "lone": []}))
    [story] = graph.story_nodes
    assert members(graph, story) == ["a", "b", "c"]
    assert graph.story_of(found(graph, "b")) is story
    assert graph.story_of(found(graph, "lone")) is None


def test_groups_that_one_link_joins_are_a_story_each():
    graph = graph_of(*documents(clique(*"abcde") | clique(*"vwxyz") | {"z": ["a", *"vwxy"]}))
    assert sorted(told(graph).values()) == [list("abcde"), list("vwxyz")]


def test_what_hangs_together_loosely_everywhere_is_one_story():
    graph = graph_of(*documents({"a": ["b"], "b": ["c"], "c": ["d"]}))
    assert list(told(graph).values()) == [["a", "b", "c", "d"]]


def test_stories_come_largest_first_then_the_one_that_began_last():
    graph = graph_of(
        article("a", related=["b"], published="2021-01-01"),
        article("c", related=["d"], published="2021-01-03"),
        article("e", related=["f", "g"]),
        article("h", related=["i"], published="2021-01-02"),
        article("j", related=["k"]),
    )
    founders = names(story.founder for story in graph.story_nodes)
    assert founders == ["e", "c", "h", "a", "j"]
    assert [story.size for story in graph.story_nodes] == [3, 2, 2, 2, 2]


def test_the_lead_has_the_highest_rank_and_gives_the_title():
    graph = graph_of(
        article("a", related=["hub"], published="2021-01-01"),
        article("b", related=["hub"], published="2021-01-02"),
        article("hub", title="The hub", published="2021-01-03"),
    )
    [story] = graph.story_nodes
    assert (names([story.lead]), story.title, names([story.founder])) == (["hub"], "The hub", ["a"])


def test_of_leads_with_the_same_rank_the_newest_leads():
    graph = graph_of(
        article("old", related=["new"], published="2021-01-01"),
        article("new", related=["old"], published="2021-01-02"),
    )
    assert names(story.lead for story in graph.story_nodes) == ["new"]


def test_a_story_that_new_articles_join_keeps_its_founder():
    before = [
        article("a", related=["b"], published="2021-01-02"),
        article("b", related=["a"], published="2021-01-05"),
    ]
    joined = article("0", related=["a", "b"], published="2021-01-09")
    undated = article("1", related=["a"])
    [founder] = told(graph_of(*before))
    assert told(graph_of(joined, undated, *before)) == {founder: ["0", "1", "a", "b"]}


@settings(deadline=None)
@given(lists())
def test_every_article_with_a_link_is_in_one_story_which_hangs_together(drawn: Lists):
    graph = graph_of(*documents(drawn))
    network = nx.Graph(graph.nx)
    stories = graph.stories
    seen: list[str] = []
    for story in graph.story_nodes:
        urls = [graph.articles[index].url for index in stories.articles.of(story.index)]
        assert len(urls) == story.size >= 2
        assert nx.is_connected(network.subgraph(urls))
        assert {stories.of_articles[graph.article(url).index] for url in urls} == {story.index}  # type: ignore[union-attr]  # it is there
        assert story.founder.url in urls
        assert story.lead.url in urls
        seen += urls
    assert sorted(seen) == sorted(url for url, degree in network.degree if degree)
    assert (stories.of_articles < 0).sum() == nx.number_of_isolates(network)


@settings(deadline=None)
@given(lists(), st.randoms(use_true_random=False))
def test_the_order_of_files_changes_nothing(drawn: Lists, chance: random.Random):
    files = documents(drawn)
    shuffled = chance.sample(files, len(files))
    one, other = graph_of(*files), graph_of(*shuffled)
    assert told(one) == told(other)
    assert one.ranks.tolist() == other.ranks.tolist()
    assert names(story.lead for story in one.story_nodes) == names(
        story.lead for story in other.story_nodes
    )


@settings(deadline=None)
@given(lists(), lists("ABCDEFGHIJKLMNOP"))
def test_what_no_link_joins_has_no_say(drawn: Lists, elsewhere: Lists):
    def all_of(*parts: Lists) -> dict[str, list[str]]:
        return told(graph_of(*(one for part in parts for one in documents(part))))

    assert all_of(drawn, elsewhere) == all_of(drawn) | all_of(elsewhere)


@settings(deadline=None)
@given(lists(), st.sampled_from(["2020-01-01", "2022-02-02", None]))
def test_dates_do_not_decide_who_belongs_together(drawn: Lists, date: str | None):
    dated = graph_of(*(article(name, related=to, published=date) for name, to in drawn.items()))
    assert sorted(told(dated).values()) == sorted(told(graph_of(*documents(drawn))).values())


def modularity(graph: ArticleGraph, groups: Iterable[Sequence[str]]) -> float:
    return float(nx.community.modularity(nx.Graph(graph.nx), groups))


def test_a_large_part_is_divided_as_well_as_networkx_divides_it():
    rng = random.Random(3)
    groups = [[f"{group}-{one}" for one in range(20)] for group in range(12)]
    drawn = {
        name: rng.sample(group, 6)
        + ([rng.choice(rng.choice(groups))] if rng.random() < 0.4 else [])
        for group in groups
        for name in group
    }
    graph = graph_of(*documents(drawn))
    ours = [[f"https://news.example/{name}" for name in story] for story in told(graph).values()]
    theirs = nx.community.louvain_communities(nx.Graph(graph.nx), seed=1)
    assert modularity(graph, ours) > 0.98 * modularity(graph, theirs)
    assert len(ours) == len(groups)


@pytest.mark.skipif(not AZURE.is_dir(), reason="the azure corpus is not beside the repository")
def test_the_stories_of_a_large_real_corpus_lie_within_its_parts():
    graph = ArticleGraph.build(load_corpus(AZURE))
    parts = list(nx.weakly_connected_components(graph.nx))
    assert (len(parts), max(map(len, parts))) == (1_311, 285)
    assert (graph.stories.of_articles < 0).sum() == sum(len(part) == 1 for part in parts) == 784
    stories = 0
    for part in parts:
        indexes = [graph.nx.nodes[url]["article"].index for url in part]
        stories += len(set(graph.stories.of_articles[indexes].tolist()) - {-1})
    assert stories == len(graph.stories) >= len(parts) - 784
    assert abs(graph.ranks.sum() - 1) < 1e-9
