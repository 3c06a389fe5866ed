"""Which files mention an article, and where they disagree with it."""

from graphapi.graph import ArticleGraph
from tests.corpora import address, article, entry, found, graph_of, image


def differing(graph: ArticleGraph, name: str) -> list[tuple[str, object]]:
    shown = found(graph, name)
    return [(one.file, graph.differences(one, shown)) for one in graph.sources(shown)]


def test_files_about_it_come_first_the_one_shown_at_the_head_then_those_that_list_it():
    graph = graph_of(
        article("b", file="2.md", related=["x", "a"]),
        article("c", file="1.md", related=["a"]),
        article("a", file="3.md"),
        article("a", file="4.md", published="2021-01-01"),
    )
    shown = found(graph, "a")
    sources = [(one.file, one.position) for one in graph.sources(shown)]
    assert sources == [("4.md", None), ("3.md", None), ("1.md", 0), ("2.md", 1)]
    assert [one.file for one in graph.sources(shown, 3)] == ["4.md", "3.md", "1.md"]
    assert shown.source_count == 4


def test_differences_are_in_the_words_of_the_front_matter():
    graph = graph_of(
        article(
            "a",
            published="2021-01-01",
            title="Shown",
            provider="a.example",
            provider_name="A",
            topics=("Web",),
            quality=5,
            extra={"kept": 1},
        ),
        article(
            "b",
            related=[
                entry(
                    "a",
                    title="Another",
                    published="2021-01-02T10:00:00.5",
                    provider="b.example",
                    provider_name="B",
                    topics=("Art", "Web"),
                    quality=6,
                    heat=7,
                    removed=True,
                    featured_content="<p>x</p>",
                    images=(image("i", width=3, cached=True),),
                    extra={"kept": 2, "new": [1]},
                )
            ],
        ),
    )
    assert differing(graph, "a")[1] == (
        "news/b.md",
        {
            "title": "Another",
            "publishedDateTime": "2021-01-02T10:00:00.500000Z",
            "provider": {"name": "B", "domain": "b.example"},
            "topics": ["Art", "Web"],
            "quality": 6,
            "heat": 7,
            "removed": True,
            "featuredContent": "<p>x</p>",
            "images": [{"url": address("i"), "width": 3, "isCached": True}],
            "kept": 2,
            "new": [1],
        },
    )


def test_what_a_mention_does_not_say_is_no_disagreement():
    graph = graph_of(
        article(
            "a",
            title="Same",
            published="2021-01-01",
            topics=("Web",),
            images=(image("i", width=3, title="T"),),
            excerpt="E",
        ),
        article("b", related=[entry("a", title="Same", topics=("WEB",), images=(image("i"),))]),
    )
    assert differing(graph, "a") == [("news/a.md", {}), ("news/b.md", {})]


def test_an_address_that_is_written_otherwise_is_told():
    graph = graph_of(
        article("a", amp="amp/a"),
        article("b", related=[entry("http://news.example/a", title="About a", original="a")]),
    )
    assert differing(graph, "a")[1][1] == {
        "webUrl": "http://news.example/a",
        "originalUrl": address("a"),
    }


def test_the_body_of_a_file_that_is_not_shown_is_a_difference():
    graph = graph_of(
        article("a", file="1.md", body="Shown."),
        article("a", file="2.md", body="Shown.", published="2021-01-01"),
        article("a", file="3.md", body="Hidden.", published="2020-01-01"),
        article("a", file="4.md", published="2019-01-01"),
    )
    shown = found(graph, "a")
    said = {one.file: graph.differences(one, shown) for one in graph.sources(shown)}
    assert shown.body == "Shown."
    assert said["1.md"] == {}
    assert said["3.md"]["body"] == "Hidden."
    assert "body" not in said["4.md"]
