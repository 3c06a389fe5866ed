"""Which mentions are about one article, and which of them is shown."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import ArticleDocument
from graphapi.graph import ArticleGraph
from tests.corpora import address, article, corpus, entry, found, graph_of, mention, names


def test_a_related_entry_names_an_article_by_its_amp_address():
    graph = graph_of(article("a", amp="amp/a"), article("b", related=["amp/a"]))
    assert names(graph.links_out(found(graph, "b"))) == ["a"]
    assert len(graph.articles) == 2


def test_a_related_entry_that_no_file_is_about_makes_a_stub():
    graph = graph_of(article("a", related=[entry("b", title="B")]))
    stub = found(graph, "b")
    assert (stub.stub, stub.title, stub.body, found(graph, "a").stub) == (True, "B", "", False)


def test_every_address_finds_the_article_in_any_form():
    graph = graph_of(article("a", original="first.example/a", amp="amp/a", cache="cache.example/a"))
    for url in (
        "https://news.example/a",
        "http://news.example/a/",
        "https://NEWS.example/a?utm_source=x#top",
        "http://first.example/a",
        "https://news.example/amp/a",
        "https://cache.example/a/",
    ):
        assert graph.article(url) is graph.articles[0]
    assert graph.article("https://news.example/b") is None


def test_two_files_with_one_url_are_one_article_and_the_later_publication_is_shown():
    graph = graph_of(
        article("a", file="1.md", published="2021-01-01", title="Old"),
        article("a", file="2.md", published="2021-01-02", title="New"),
        article("http://news.example/a/", file="3.md", title="Undated"),
    )
    (shown,) = graph.articles
    assert shown.title == "New"
    assert [source.file for source in graph.sources(shown)] == ["2.md", "1.md", "3.md"]


def test_equal_dates_are_settled_by_the_file_name():
    graph = graph_of(
        article("a", file="b.md", title="B"),
        article("a", file="a.md", title="A"),
    )
    assert graph.articles[0].title == "A"


def test_two_files_merge_when_the_own_url_of_one_is_another_address_of_the_other():
    graph = graph_of(
        article("copy.example/a", original="a", published="2021-01-01"),
        article("a", published="2021-01-02"),
    )
    (shown,) = graph.articles
    assert shown.url == "https://news.example/a"
    assert shown.urls == ("https://news.example/a", "https://copy.example/a")


def test_two_articles_that_list_one_other_address_stay_two_and_a_warning_tells():
    graph = graph_of(
        article("a", original="portal.example/", published="2021-01-01"),
        article("b", original="portal.example/", published="2021-01-02"),
    )
    assert names(graph.articles) == ["b", "a"]
    assert found(graph, "portal.example/").url == address("b")
    assert found(graph, "a").urls == (address("a"),)
    assert found(graph, "a").original_url == address("portal.example/")
    (problem,) = graph.problems
    assert (problem.file, problem.field) == ("news/a.md", "originalUrl")
    assert "is an address of https://news.example/b too" in problem.message


def test_another_address_of_a_related_entry_is_an_alias_too():
    graph = graph_of(article("a", related=[entry("b", amp="amp/b")]), article("b"))
    assert found(graph, "amp/b") is found(graph, "b")
    assert found(graph, "b").urls == (address("b"), address("amp/b"))


def test_a_file_beats_a_related_entry_that_is_newer():
    graph = graph_of(
        article("a", related=[entry("b", title="Entry", published="2022-01-01")]),
        article("b", title="File", published="2021-01-01"),
    )
    assert found(graph, "b").title == "File"


def test_of_several_entries_about_a_stub_the_latest_is_shown_and_then_the_first():
    graph = graph_of(
        article("a", related=[entry("x", title="Undated"), entry("y", title="First")]),
        article("b", related=[entry("x", title="Dated", published="2021-01-01")]),
        article("c", related=[entry("y", title="Second")]),
    )
    assert (found(graph, "x").title, found(graph, "y").title) == ("Dated", "First")


def test_articles_come_newest_first_then_by_url_and_undated_ones_last():
    graph = graph_of(
        article("c"),
        article("b", published="2021-01-01"),
        article("a", published="2021-01-01"),
        article("d", published="2021-01-02"),
    )
    assert names(graph.articles) == ["d", "a", "b", "c"]
    assert [one.index for one in graph.articles] == [0, 1, 2, 3]


def test_the_text_below_the_front_matter_is_that_of_the_file_shown():
    graph = graph_of(
        article("a", file="1.md", body="one"),
        article("a", file="2.md", body="two", published="2021-01-01"),
    )
    assert graph.articles[0].body == "two"


@st.composite
def tangled_documents(draw: st.DrawFn) -> list[ArticleDocument]:
    """Files whose addresses collide in every way."""
    url = st.sampled_from([*"abcde", "a.example/1", "www.a.example/1", "http://a.example/%31"])
    date = st.sampled_from([None, "2021-01-01", "2021-01-02"])
    optional = st.none() | url
    said = st.builds(
        mention,
        url,
        original=optional,
        amp=optional,
        published=date,
        title=st.sampled_from(["X", "T0", "T1"]),
    )
    return [
        article(
            draw(url),
            file=f"{number}.md",
            original=draw(optional),
            amp=draw(optional),
            published=draw(date),
            title=f"T{number}",
            topics=tuple(draw(st.lists(st.sampled_from(["Web", "web", "Art"]), max_size=2))),
            related=draw(st.lists(said, max_size=3)),
        )
        for number in range(draw(st.integers(1, 5)))
    ]


@given(tangled_documents(), st.randoms(use_true_random=False))
def test_the_order_of_the_files_changes_nothing(documents: list[ArticleDocument], random: Random):
    shuffled = documents.copy()
    random.shuffle(shuffled)
    one, other = ArticleGraph.build(corpus(*documents)), ArticleGraph.build(corpus(*shuffled))
    assert _comparable(one) == _comparable(other)


def _comparable(graph: ArticleGraph) -> object:
    return (
        graph.version,
        [
            (one.url, one.urls, one.title, one.stub, tuple(topic.name for topic in one.topics))
            for one in graph.articles
        ],
        sorted(graph.nx.edges(data="position")),
        graph.problems,
        [[(s.file, s.position) for s in graph.sources(one)] for one in graph.articles],
    )


@given(tangled_documents())
def test_every_address_finds_exactly_one_article_and_every_mention_is_a_source_of_one(
    documents: list[ArticleDocument],
):
    graph = ArticleGraph.build(corpus(*documents))
    for one in graph.articles:
        assert one.urls[0] == one.url
        assert all(graph.article(url) is one for url in one.urls)
    mentions = sum(1 + len(document.related) for document in documents)
    assert sum(one.source_count for one in graph.articles) == mentions
    for document in documents:
        for said in (document.mention, *(one.mention for one in document.related)):
            assert all(graph.article(url) is not None for url in said.addresses)


def test_a_host_with_www_and_without_find_each_other_where_no_other_article_is_there():
    graph = graph_of(
        article("paper.example/1", provider="paper.example"),
        article("www.paper.example/2", provider="paper.example"),
        article("paper.example/3", title="T"),
        article("www.paper.example/3", title="U"),
        article("sub.paper.example/4", provider="www.paper.example"),
        article("paper.example/5"),
    )
    for name in ("paper.example/1", "www.paper.example/2", "paper.example/5"):
        other = name[4:] if name.startswith("www.") else f"www.{name}"
        assert found(graph, other).url == f"https://{name}"
    assert found(graph, "www.sub.paper.example/4").url == "https://sub.paper.example/4"
    assert found(graph, "paper.example/3").title == "T"
    assert found(graph, "www.paper.example/3").title == "U"


def test_a_host_with_www_does_not_find_what_another_provider_publishes():
    graph = graph_of(article("paper.example/1", provider="other.example"))
    assert graph.article("https://www.paper.example/1") is None


def test_an_article_is_found_by_other_addresses_of_the_same_page_that_no_file_says():
    graph = graph_of(
        article("https://www.youtube.com/watch?v=dQw4w9WgXcQ"), article("a", amp="amp/a?id=1")
    )
    video, page = graph.articles[1], graph.articles[0]
    for url in ("https://youtu.be/dQw4w9WgXcQ", "https://m.youtube.com/watch?v=dQw4w9WgXcQ&t=9"):
        assert graph.article(url) is video
    for url in (
        "https://news-example.cdn.ampproject.org/c/s/news.example/amp/a?id=1",
        "https://news-example.cdn.ampproject.org/c/s/news.example/a",
        "https://www.google.com/amp/s/news.example/amp/a?id=1",
    ):
        assert graph.article(url) is page


def test_spellings_of_one_address_are_one_article_shown_as_the_file_writes_it():
    graph = graph_of(
        article("a.example/caf%C3%A9"),
        article("b", related=["a.example/caf%c3%a9", "http://A.example./café", "c?x=1&amp;y=2"]),
        article("c?x=1&y=2", file="c.md"),
    )
    assert names(graph.links_out(found(graph, "b"))) == ["a.example/caf%C3%A9", "c?x=1&y=2"]
    assert found(graph, "a.example/café").url == "https://a.example/caf%C3%A9"
