"""Which articles are the same report."""

import pytest

from graphapi.graph import ArticleGraph
from tests.corpora import article, found, graph_of, names

TITLE = "Microsoft to invest one billion in a Polish cloud"
TEXT = (
    "Microsoft will invest one billion dollars in Poland as part of a plan that will involve"
    " opening a data centre in the country, the company said on Tuesday."
)


def copies(graph: ArticleGraph, name: str) -> list[str]:
    return names(graph.articles[index] for index in graph.copies_of(found(graph, name)))


def report(name: str, day: int, title: str = TITLE, excerpt: str = TEXT, provider: str = ""):
    return article(
        name,
        title=title,
        excerpt=excerpt,
        published=f"2021-03-{day:02}",
        provider=provider or f"{name}.example",
    )


def test_a_report_that_several_print_is_a_group_whatever_the_signs_and_capitals():
    graph = graph_of(
        report("wire", 1),
        report("paper", 2, title=f"{TITLE.upper()}!", excerpt=f"(AP) -- {TEXT}"),
        report("site", 3, title=f"{TITLE} | The Site"),
        report("other", 3, title="A seed bank opens", excerpt="It takes in its first packet."),
    )
    assert copies(graph, "wire") == ["site", "paper"]
    assert copies(graph, "paper") == ["site", "wire"]
    assert copies(graph, "other") == []


def test_a_report_with_a_headline_of_its_own_is_a_copy_where_another_provider_prints_it():
    renamed = "Warsaw welcomes the software maker"
    assert copies(graph_of(report("wire", 1), report("paper", 2, title=renamed)), "wire") == [
        "paper"
    ]
    same = graph_of(
        report("one", 1, provider="p.example"),
        report("two", 2, title=renamed, provider="p.example"),
    )
    assert copies(same, "one") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Security Center: updates for March",
            "Security Center: updates for April",
        ),
        ("Version 21.07 of the system is here", "Version 21.08 of the system is here"),
        ("The service opens in Norway East today", "The service opens in Japan West today"),
    ],
)
def test_what_follows_a_template_is_no_copy(one: str, other: str):
    told = "{}. New enhancements and updates were made and are now there for everyone to use."
    graph = graph_of(
        report("one", 1, one, told.format(one), "p.example"),
        report("other", 2, other, told.format(other), "p.example"),
    )
    assert copies(graph, "one") == []


def test_two_firms_that_win_the_same_award_are_two_reports():
    told = (
        "{} today announced it has earned the advanced specialization for the migration of"
        " databases, a validation of its deep knowledge, extensive experience and expertise."
    )
    graph = graph_of(
        report("one", 1, "Ambrath Systems earns specialization", told.format("Ambrath Systems")),
        report("two", 2, "Vellin Networks earns specialization", told.format("Vellin Networks")),
    )
    assert copies(graph, "one") == []


def test_what_is_printed_again_after_months_is_no_copy():
    graph = graph_of(
        article("old", title=TITLE, excerpt=TEXT, published="2021-01-01"),
        article("new", title=TITLE, excerpt=TEXT, published="2021-06-01"),
    )
    assert copies(graph, "old") == []


def test_articles_without_a_date_can_be_copies():
    graph = graph_of(*(article(name, title=TITLE, excerpt=TEXT) for name in "ab"))
    assert copies(graph, "a") == ["b"]


def test_a_title_alone_tells_copies_only_where_it_is_long_and_the_same():
    graph = graph_of(
        article("a", title=TITLE, published="2021-01-01"),
        article("b", title=TITLE, published="2021-01-02"),
        article("c", title="Weekly news", published="2021-01-01"),
        article("d", title="Weekly news", published="2021-01-02"),
    )
    assert copies(graph, "a") == ["b"]
    assert copies(graph, "c") == []


def test_each_report_remains_once_where_copies_are_left_out():
    graph = graph_of(
        report("wire", 1),
        report("paper", 2),
        report("site", 3),
        report("other", 3, title="A seed bank opens", excerpt="It takes in its first packet."),
    )
    listed = graph.kinship.similar(found(graph, "other").index).articles
    shown = listed[graph.without_copies(listed)]
    assert len(listed) == 3
    assert shown.tolist() == listed[:1].tolist()
