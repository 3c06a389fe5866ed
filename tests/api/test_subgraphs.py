"""Questions to the graph: what is within reach, by which ways, and what lies around."""

from typing import Any

import pytest

from graphapi.errors import shown
from graphapi.store import Store
from tests.api.asking import answer, refusal, store_of


@pytest.fixture(scope="module")
def diamond(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """a lists b and c, both list d, d lists e; `d` is a video; f is alone."""
    links = {"a": "bc", "b": "d", "c": "d", "d": "e", "e": "", "f": ""}
    files = {}
    for name, targets in links.items():
        related = "".join(f'- {{title: {to}, webUrl: "{url(to)}"}}\n' for to in targets)
        kind = "video" if name == "d" else "article"
        files[name] = f"title: {name}\nwebUrl: {url(name)}\ntype: {kind}\nrelated:\n{related}"
    return store_of(tmp_path_factory.mktemp("corpus"), **files)


def url(name: str) -> str:
    return f"https://x.example/{name}"


REACHABLE = """
    query(
      $url: URL!, $maxHops: Int! = 2, $direction: LinkDirection! = OUT,
      $through: ArticleFilter, $filter: ArticleFilter, $first: Int, $after: String
    ) {
      article(url: $url) {
        reachable(
          maxHops: $maxHops, direction: $direction, through: $through, filter: $filter,
          first: $first, after: $after
        ) {
          totalCount
          nodes { title }
          edges { hops node { title } path { title } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
"""


def reachable(store: Store, start: str = "a", **variables: Any) -> list[tuple[int, str]]:
    found = answer(store, REACHABLE, url=url(start), **variables)["article"]["reachable"]
    assert found["nodes"] == [edge["node"] for edge in found["edges"]]
    for edge in found["edges"]:
        assert len(edge["path"]) == edge["hops"] + 1
    return [
        (edge["hops"], "".join(article["title"] for article in edge["path"]))
        for edge in found["edges"]
    ]


def test_what_is_within_reach_comes_nearest_first_with_a_shortest_path(diamond: Store):
    assert reachable(diamond) == [(1, "ab"), (1, "ac"), (2, "abd")]
    assert reachable(diamond, maxHops=3)[-1] == (3, "abde")


def test_links_can_be_followed_backwards_and_either_way(diamond: Store):
    assert reachable(diamond, "d", direction="IN") == [(1, "db"), (1, "dc"), (2, "dba")]
    assert {hops for hops, _ in reachable(diamond, "b", direction="BOTH")} == {1, 2}


def test_through_prunes_the_search_and_filter_the_answer(diamond: Store):
    no_videos = {"type": {"ne": "video"}}
    assert reachable(diamond, maxHops=3, filter=no_videos) == [(1, "ab"), (1, "ac"), (3, "abde")]
    assert reachable(diamond, maxHops=3, through=no_videos) == [(1, "ab"), (1, "ac"), (2, "abd")]


def test_what_is_within_reach_comes_in_pages(diamond: Store):
    page = answer(diamond, REACHABLE, url=url("a"), first=2)["article"]["reachable"]
    assert page["totalCount"] == 3
    assert page["pageInfo"]["hasNextPage"] is True
    assert reachable(diamond, first=2, after=page["pageInfo"]["endCursor"]) == [(2, "abd")]


PATHS = """
    query(
      $from: URL!, $to: URL!, $direction: LinkDirection! = OUT, $through: ArticleFilter,
      $maxHops: Int! = 6, $first: Int! = 1
    ) {
      paths(
        from: $from, to: $to, direction: $direction, through: $through,
        maxHops: $maxHops, first: $first
      ) {
        hops
        articles { title }
        links { source { title } target { title } position }
      }
    }
"""


def paths(store: Store, start: str, end: str, **variables: Any) -> list[str]:
    found = answer(store, PATHS, **{"from": url(start), "to": url(end)}, **variables)["paths"]
    for path in found:
        assert len(path["links"]) == path["hops"] == len(path["articles"]) - 1
    return ["".join(article["title"] for article in path["articles"]) for path in found]


def test_paths_come_shortest_first_and_as_many_as_asked_for(diamond: Store):
    assert paths(diamond, "a", "e") == ["abde"]
    assert paths(diamond, "a", "e", first=5) == ["abde", "acde"]


def test_a_path_names_its_links(diamond: Store):
    [path] = answer(diamond, PATHS, **{"from": url("a"), "to": url("c")})["paths"]
    assert path["links"] == [{"source": {"title": "a"}, "target": {"title": "c"}, "position": 1}]
    [path] = answer(diamond, PATHS, **{"from": url("c"), "to": url("a")}, direction="IN")["paths"]
    assert path["links"] == [{"source": {"title": "a"}, "target": {"title": "c"}, "position": 1}]


def test_there_is_no_path_where_none_is_short_enough_allowed_or_known(diamond: Store):
    assert paths(diamond, "a", "e", maxHops=2) == []
    assert paths(diamond, "a", "f") == []
    assert paths(diamond, "e", "a") == []
    assert paths(diamond, "a", "unknown") == []
    assert paths(diamond, "a", "e", through={"type": {"ne": "video"}}) == []


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ({"from": "nonsense"}, "from"),
        ({"to": "nonsense"}, "to"),
        ({"maxHops": 0}, "maxHops"),
        ({"maxHops": 1000}, "maxHops"),
        ({"first": -1}, "first"),
        ({"first": 1000}, "first"),
    ],
)
def test_an_impossible_question_for_paths_names_its_argument(
    diamond: Store, given: dict[str, Any], argument: str
):
    variables = {"from": url("a"), "to": url("e")} | given
    message, extensions = refusal(diamond, PATHS, **variables)
    assert message.startswith(f"{argument}: {shown(given[argument])} cannot be used; ")
    assert extensions == {"code": "BAD_USER_INPUT", "argument": argument}


BRIDGED = """
    query($from: URL!, $to: URL!, $through: ArticleFilter, $bridges: [Bridge!], $first: Int! = 1) {
      paths(from: $from, to: $to, through: $through, bridges: $bridges, first: $first) {
        hops
        articles { title }
        links { source { title } target { title } }
        bridges {
          step kind source { title } target { title }
          node {
            ... on Story { size } ... on Topic { name } ... on Provider { domain }
          }
        }
      }
    }
"""


@pytest.fixture(scope="module")
def islands(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """a lists b, c lists d; b and c share the topic Caching, b and d the provider x.example; e
    tells what d tells.
    """
    text = "Quokka parade in Fremantle draws visitors from Rottnest"
    described = {
        "a": ("Alpha", "", "y.example", "b"),
        "b": ("Beta", "Caching", "x.example", ""),
        "c": ("Gamma", "Caching", "z.example", "d"),
        "d": (text, "", "x.example", ""),
        "e": (f"{text} again", "", "w.example", ""),
    }
    files = {}
    for name, (title, topics, domain, related) in described.items():
        listed = "".join(f'- {{title: {to}, webUrl: "{url(to)}"}}\n' for to in related)
        files[name] = (
            f"title: {title}\nwebUrl: {url(name)}\ntopics: [{topics}]\n"
            f"provider: {{name: {domain}, domain: {domain}}}\nrelated:\n{listed}"
        )
    return store_of(tmp_path_factory.mktemp("islands"), **files)


def bridged(store: Store, start: str, end: str, **variables: Any) -> list[Any]:
    given = {"from": url(start), "to": url(end)} | variables
    found: list[Any] = answer(store, BRIDGED, **given)["paths"]
    return found


def test_where_no_links_lead_a_path_crosses_what_articles_share_and_says_so(islands: Store):
    assert bridged(islands, "a", "c") == []
    assert bridged(islands, "a", "c", bridges=None) == []
    assert bridged(islands, "a", "c", bridges=["PROVIDER"]) == []
    [path] = bridged(islands, "a", "c", bridges=["TOPIC"])
    assert path == {
        "hops": 2,
        "articles": [{"title": "Alpha"}, {"title": "Beta"}, {"title": "Gamma"}],
        "links": [{"source": {"title": "Alpha"}, "target": {"title": "Beta"}}],
        "bridges": [
            {
                "step": 1,
                "kind": "TOPIC",
                "source": {"title": "Beta"},
                "target": {"title": "Gamma"},
                "node": {"name": "Caching"},
            }
        ],
    }


def test_a_telling_bridge_is_worth_a_longer_way(islands: Store):
    [path] = bridged(islands, "a", "d", bridges=["PROVIDER"])
    assert (path["hops"], path["bridges"][0]["node"]) == (2, {"domain": "x.example"})
    [path] = bridged(islands, "a", "d", bridges=["PROVIDER", "TOPIC"])
    assert [bridge["kind"] for bridge in path["bridges"]] == ["TOPIC"]
    assert path["hops"] == 3


def test_similar_articles_are_joined_without_a_node(islands: Store):
    [path] = bridged(islands, "d", "e", bridges=["SIMILAR"])
    assert [(one["kind"], one["node"]) for one in path["bridges"]] == [("SIMILAR", None)]
    [path] = bridged(islands, "e", "d", bridges=["STORY"])
    assert [(one["kind"], one["node"]) for one in path["bridges"]] == [("STORY", {"size": 2})]


def test_links_go_first_and_bridges_cross_what_may_be_crossed(islands: Store):
    everything = ["SIMILAR", "STORY", "TOPIC", "PROVIDER"]
    [path] = bridged(islands, "c", "d", bridges=everything, first=5)
    assert (path["hops"], path["bridges"]) == (1, [])
    no_beta = {"title": {"ne": "Beta"}}
    assert bridged(islands, "a", "c", bridges=["TOPIC", "PROVIDER"], through=no_beta) == []
    assert bridged(islands, "a", "c", bridges=everything, first=0) == []


AROUND = """
    query(
      $around: [URL!]!, $hops: Int! = 1, $direction: LinkDirection! = BOTH,
      $through: ArticleFilter, $limit: Int! = 200
    ) {
      neighborhood(
        around: $around, hops: $hops, direction: $direction, through: $through, limit: $limit
      ) {
        articles { title }
        links { source { title } target { title } position }
        truncated
      }
    }
"""


def neighborhood(store: Store, start: str, **variables: Any) -> tuple[str, set[str], bool]:
    around = [url(name) for name in start]
    found = answer(store, AROUND, around=around, **variables)["neighborhood"]
    return (
        "".join(article["title"] for article in found["articles"]),
        {link["source"]["title"] + link["target"]["title"] for link in found["links"]},
        found["truncated"],
    )


def test_a_neighborhood_has_what_is_near_and_all_links_among_it(diamond: Store):
    assert neighborhood(diamond, "a") == ("abc", {"ab", "ac"}, False)
    articles, links, truncated = neighborhood(diamond, "d")
    assert articles[0] == "d"
    assert set(articles) == set("dbce")
    assert links == {"bd", "cd", "de"}
    assert truncated is False


def test_a_neighborhood_tells_its_links_in_short_too(diamond: Store):
    query = """
        query($around: [URL!]!) {
          neighborhood(around: $around, hops: 2) { articles { url } adjacency }
        }
    """
    found = answer(diamond, query, around=[url("d")])["neighborhood"]
    names = [article["url"][-1] for article in found["articles"]]
    lists = [sorted(names[place] for place in places) for places in found["adjacency"]]
    assert dict(zip(names, lists, strict=True)) == {
        "d": ["e"],
        "b": ["d"],
        "c": ["d"],
        "e": [],
        "a": ["b", "c"],
    }


def test_a_neighborhood_can_have_several_centres_one_direction_and_a_reach(diamond: Store):
    assert neighborhood(diamond, "fa", direction="OUT")[0] == "fabc"
    assert neighborhood(diamond, "a", hops=0) == ("a", set(), False)
    assert set(neighborhood(diamond, "a", hops=3)[0]) == set("abcde")


def test_a_neighborhood_says_when_the_limit_left_articles_out(diamond: Store):
    assert neighborhood(diamond, "a", limit=2) == ("ab", {"ab"}, True)


def test_a_neighborhood_passes_over_what_the_corpus_does_not_know(diamond: Store):
    assert neighborhood(diamond, "zf") == ("f", set(), False)


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ({"around": ["nonsense"]}, "around[0]"),
        ({"around": []}, "around"),
        ({"around": [url("a")] * 101}, "around"),
        ({"hops": -1}, "hops"),
        ({"hops": 1000}, "hops"),
        ({"limit": 0}, "limit"),
        ({"limit": 1_000_000}, "limit"),
    ],
)
def test_an_impossible_neighborhood_names_its_argument(
    diamond: Store, given: dict[str, Any], argument: str
):
    message, extensions = refusal(diamond, AROUND, **{"around": [url("a")]} | given)
    assert message.startswith(f"{argument}: ")
    assert extensions == {"code": "BAD_USER_INPUT", "argument": argument}


def test_a_bound_on_through_is_named_as_such(diamond: Store):
    variables = {"from": url("a"), "to": url("e"), "through": {"or": [{"stub": True}] * 201}}
    message, extensions = refusal(diamond, PATHS, **variables)
    assert message.startswith("through: ")
    assert extensions == {"code": "BAD_USER_INPUT", "argument": "through"}
