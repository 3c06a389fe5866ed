"""Which files are about one article, and what is told of it."""

import pytest

from graphapi.corpus import ArticleDocument
from graphapi.domain import Severity
from tests.corpora import article, entry, found, graph_of, names


def told(*documents: ArticleDocument) -> list[tuple[str, str | None, str]]:
    """The articles' number is one; the problems by file, field and the words that tell why."""
    graph = graph_of(*documents)
    assert len(graph.articles) == 1
    assert all(problem.severity is Severity.WARNING for problem in graph.problems)
    return [(one.file, one.field, one.message) for one in graph.problems]


def test_files_whose_addresses_are_written_alike_and_titles_too_join_silently():
    same = {"title": "T", "published": "2021-01-01"}
    assert told(article("a", file="1.md", **same), article("a", file="2.md", **same)) == []


@pytest.mark.parametrize(
    "other",
    [
        "http://news.example/a",
        "https://news.example/a/",
        "https://NEWS.example/a",
        "https://news.example/%61",
        "https://news.example/x/../a",
        "https://news.example/a?utm_source=x",
        "https://news.example/a#top",
        "https://www.google.com/amp/s/news.example/a",
    ],
)
def test_files_whose_addresses_are_spelled_otherwise_join_with_a_warning(other: str):
    ((file, field, message),) = told(
        article("a", file="1.md", title="T"), article(other, file="2.md", title="T")
    )
    assert (file, field) == ("2.md", "webUrl")
    assert message == (
        f"{other} is another spelling of https://news.example/a, the address of 1.md: the two "
        "files are one article, shown as 1.md has it; unite them, or give each an address that is "
        "its own"
    )


def test_files_with_one_address_and_other_titles_are_told_once_each():
    problems = told(
        article("a", file="1.md", title="One"),
        article("a", file="2.md", title="Two"),
        article("a", file="3.md", title="  One "),
        article("a", file="4.md", title="Four", published="2021-01-01"),
    )
    assert [(file, field) for file, field, _ in problems] == [
        ("1.md", "title"),
        ("2.md", "title"),
        ("3.md", "title"),
    ]
    assert all("the title differs from that of 4.md" in message for *_, message in problems)


def test_one_problem_tells_of_another_address_and_another_title():
    problems = told(
        article("a", file="1.md", title="One"), article("http://news.example/a", file="2.md")
    )
    assert [(file, field) for file, field, _ in problems] == [("2.md", "webUrl")]


def test_a_file_whose_address_another_file_lists_joins_it_with_a_warning():
    ((file, field, message),) = told(
        article(None, original="copy.example/a", file="1.md"),
        article("a", original="copy.example/a", published="2021-01-02", file="2.md"),
    )
    assert (file, field) == ("1.md", "originalUrl")
    assert "are given as addresses of one article" in message


def test_files_that_a_third_one_joins_are_told():
    problems = told(
        article("a", file="1.md"),
        article("b", original="a", amp="c", file="2.md", published="2021-01-01"),
        article("c", file="3.md", published="2021-01-02"),
    )
    assert [file for file, *_ in problems] == ["1.md", "2.md"]
    assert "other files make" in problems[0][2]


# ---------------------------------------------------------------- AMP pages


@pytest.mark.parametrize(
    "said",
    [
        {"amp": "amp/1"},
        {"cache": "https://news-example.cdn.ampproject.org/c/s/news.example/amp/1"},
    ],
)
def test_two_files_of_one_provider_that_alone_share_an_amp_page_are_one_article(
    said: dict[str, str],
):
    ((file, field, message),) = told(
        article("a", amp="amp/1", file="1.md"),
        article("www.news.example/b", file="2.md", published="2021-01-01", **said),
    )
    assert (file, field) == ("1.md", "webUrl")
    assert "alone share the AMP page news.example/amp/1: the two files are one article" in message


def test_the_provider_that_files_name_counts_more_than_their_hosts():
    one = article("a.example/1", amp="x.example/amp", provider="p.example")
    other = article("b.example/2", amp="x.example/amp", provider="www.p.example")
    third = article("a.example/3", amp="x.example/amp", provider="q.example")
    assert len(graph_of(one, other).articles) == 1
    assert len(graph_of(one, third).articles) == 2


def test_files_of_two_providers_that_share_an_amp_page_stay_two():
    graph = graph_of(article("a", amp="amp/1"), article("other.example/b", amp="amp/1"))
    assert len(graph.articles) == 2
    assert [problem.field for problem in graph.problems] == ["ampWebUrl"]


def test_three_files_that_share_an_amp_page_stay_three():
    graph = graph_of(*(article(name, amp="amp/1") for name in "abc"))
    assert names(graph.articles) == ["a", "b", "c"]


def test_files_that_share_one_amp_page_here_and_another_there_stay_as_many_articles():
    graph = graph_of(
        article("a", amp="amp/1"),
        article("b", amp="amp/1", cache="amp/2"),
        article("c", amp="amp/2", cache="amp/3"),
        article("d", amp="amp/3"),
    )
    assert len(graph.articles) == 4
    assert [problem.severity for problem in graph.problems] == [Severity.WARNING] * 3


def test_so_does_a_file_that_shares_one_with_several():
    graph = graph_of(
        article("a", amp="amp/1"),
        article("b", amp="amp/1"),
        article("c", amp="amp/1", cache="amp/2"),
        article("d", amp="amp/2"),
    )
    assert len(graph.articles) == 4


def test_two_files_that_share_two_amp_pages_are_one_article():
    said = {"amp": "amp/1", "cache": "amp/2"}
    assert len(graph_of(article("a", **said), article("b", **said)).articles) == 1


def test_an_amp_page_that_an_article_without_a_file_claims_too_joins_nothing():
    graph = graph_of(
        article("a", amp="amp/1"), article("b", amp="amp/1", related=[entry("c", amp="amp/1")])
    )
    assert names(graph.articles) == ["a", "b", "c"]


def test_entries_about_the_two_files_do_not_count_as_others():
    graph = graph_of(
        article("a", amp="amp/1"),
        article("b", amp="amp/1"),
        article(
            "c", related=[entry("a", amp="amp/1"), entry("http://news.example/b", amp="amp/1")]
        ),
    )
    assert len(graph.articles) == 2


def test_a_shared_home_page_or_original_joins_nothing():
    home = [article("a", amp="news.example/"), article("b", amp="news.example")]
    original = [article("c", original="first.example/1"), article("d", original="first.example/1")]
    assert len(graph_of(*home).articles) == 2
    assert len(graph_of(*original).articles) == 2


def test_the_entries_of_joined_files_are_not_told_again():
    graph = graph_of(
        article("a", amp="amp/1", related=["b", "x"], file="1.md"),
        article("b", amp="amp/1", related=["a", "x"], file="2.md"),
        article("c", related=["a", "b", "http://news.example/a", "x"], file="3.md"),
    )
    assert [(one.file, one.field) for one in graph.problems] == [
        ("2.md", "webUrl"),
        ("3.md", "related[2]"),
    ]
    assert names(graph.links_out(found(graph, "c"))) == ["a", "x"]
    assert names(graph.links_out(found(graph, "a"))) == ["x"]


def test_a_page_that_two_articles_claim_is_told_once_whatever_its_address():
    cached = "https://news-example.cdn.ampproject.org/c/s/news.example/amp/1"
    graph = graph_of(
        article("a", amp="amp/1", cache=cached), article("b.example/b", amp="amp/1", cache=cached)
    )
    assert [(one.file, one.field) for one in graph.problems] == [("news/b.md", "ampWebUrl")]


# ---------------------------------------------------------------- www.


def test_files_that_differ_in_www_alone_are_one_where_title_and_time_are_the_same():
    same = {"title": "T", "published": "2021-01-01"}
    ((file, field, message),) = told(
        article("paper.example/1", file="1.md", **same),
        article("www.paper.example/1", file="2.md", **same),
    )
    assert (file, field) == ("2.md", "webUrl")
    assert "without regard to www., with the same title and time" in message


@pytest.mark.parametrize(
    "other",
    [
        {"title": "U", "published": "2021-01-01"},
        {"title": "T", "published": "2021-01-02"},
        {"title": "T"},
    ],
)
def test_files_that_differ_in_www_alone_stay_two_without_a_second_reason(other: dict[str, str]):
    graph = graph_of(
        article("paper.example/1", file="1.md", title="T", published="2021-01-01"),
        article("www.paper.example/1", file="2.md", **other),
    )
    assert len(graph.articles) == 2
    assert not graph.problems


def test_an_entry_that_differs_in_www_alone_is_linked_where_title_and_time_are_the_same():
    same = {"title": "T", "published": "2021-01-01"}
    graph = graph_of(
        article("paper.example/1", **same),
        article("b", related=[entry("www.paper.example/1", **same), entry("www.paper.example/1")]),
    )
    assert names(graph.links_out(found(graph, "b"))) == ["paper.example/1"]
    assert found(graph, "paper.example/1").urls[1] == "https://www.paper.example/1"
    one, other = graph.problems
    assert (one.file, one.line, one.field) == ("news/b.md", 10, "related[0].webUrl")
    assert "is known as https://paper.example/1, which has the same title" in one.message
    assert "as related[0] does" in other.message


def test_an_entry_that_differs_in_www_alone_is_an_article_of_its_own_without_a_second_reason():
    graph = graph_of(
        article("paper.example/1", title="T", published="2021-01-01"),
        article("b", related=[entry("www.paper.example/1", title="T")]),
    )
    assert names(graph.links_out(found(graph, "b"))) == ["www.paper.example/1"]
    assert not graph.problems
