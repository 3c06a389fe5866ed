"""The providers of a corpus."""

from tests.corpora import article, entry, graph_of, image, organization


def test_the_name_is_the_one_printed_most_often_and_equals_go_by_the_alphabet():
    graph = graph_of(
        article("1", provider="a.example", provider_name="Zed"),
        article("2", provider="a.example", provider_name="Alpha"),
        article("3", provider="b.example", provider_name="Beta"),
        article("4", provider="b.example", provider_name="Bee"),
        article("5", provider="b.example", provider_name="Bee"),
    )
    assert [(one.domain, one.name, one.article_count) for one in graph.providers] == [
        ("b.example", "Bee", 3),
        ("a.example", "Alpha", 2),
    ]
    assert [(one.name, one.count) for one in graph.providers[0].names] == [("Bee", 2), ("Beta", 1)]


def test_an_article_keeps_the_name_printed_on_it():
    graph = graph_of(article("1", provider="video.example", provider_name="A channel"))
    assert graph.articles[0].provider_name == "A channel"


def test_the_name_in_an_organization_file_is_shown_where_no_article_prints_one():
    graph = graph_of(
        organization("a.example", "The A Group"),
        organization("b.example", "The B Group"),
        organization("c.example"),
        article("1", provider="a.example", provider_name="A"),
    )
    assert [(one.domain, one.name) for one in graph.providers] == [
        ("a.example", "A"),
        ("b.example", "The B Group"),
        ("c.example", "c.example"),
    ]
    assert [(one.name, one.count) for one in graph.providers[0].names] == [
        ("A", 1),
        ("The A Group", 0),
    ]


def test_images_are_those_of_the_organization_and_then_those_that_mentions_carry():
    graph = graph_of(
        organization("a.example", images=(image("logo"),)),
        article("1", provider="a.example", provider_images=(image("logo"), image("x"))),
        article("2", related=[entry("3", provider="a.example", provider_images=(image("y"),))]),
    )
    assert [one.url.rpartition("/")[2] for one in graph.providers[0].images] == ["logo", "x", "y"]


def test_a_domain_is_found_whatever_its_case():
    graph = graph_of(organization("a.example"))
    assert graph.provider("A.Example") is graph.providers[0]
    assert graph.provider("b.example") is None


def test_two_files_about_one_organization_are_united_with_a_warning():
    graph = graph_of(
        organization("a.example", "A", file="1.md", extra={"x": 1}),
        organization("a.example", "Aleph", file="2.md", extra={"x": 2, "y": 2}),
    )
    (provider,) = graph.providers
    assert (provider.name, provider.extra) == ("A", {"x": 1, "y": 2})
    (problem,) = graph.problems
    assert (problem.file, problem.field) == ("2.md", "domain")
    assert "1.md is about a.example already" in problem.message


def test_a_name_without_a_domain_makes_no_provider():
    graph = graph_of(article("1", provider_name="Somebody"))
    assert graph.articles[0].provider is None
    assert graph.articles[0].provider_name == "Somebody"


def test_spellings_of_one_domain_are_one_provider_shown_as_most_articles_print_it():
    graph = graph_of(
        organization("xn--bcher-kva.example", "B", images=(image("logo"),)),
        article("1", provider="bücher.example"),
        article("2", provider="bücher.example.", provider_images=(image("x"),)),
        article("3", provider="bücher.example"),
    )
    (provider,) = graph.providers
    assert (provider.domain, provider.article_count) == ("bücher.example", 3)
    assert [one.url.rpartition("/")[2] for one in provider.images] == ["logo", "x"]
    for domain in (
        "XN--BCHER-KVA.example",
        "bücher.example",
        "BÜCHER。example",
        "www.bücher.example",
    ):
        assert graph.provider(domain) is provider


def test_a_domain_with_www_and_without_find_each_other_but_stay_two_providers():
    graph = graph_of(
        article("1", provider="www.a.example"),
        article("2", provider="b.example"),
        article("3", provider="c.example"),
        article("4", provider="www.c.example"),
    )
    assert len(graph.providers) == 4
    for asked, known in (
        ("a.example", "www.a.example"),
        ("www.b.example", "b.example"),
        ("c.example", "c.example"),
        ("www.c.example", "www.c.example"),
    ):
        provider = graph.provider(asked)
        assert provider is not None
        assert provider.domain == known


def test_any_text_may_be_asked_for_as_a_domain():
    graph = graph_of(organization("a.example"))
    assert all(graph.provider(text) is None for text in ("", ".", "\ud800", "[", "%", "é" * 9_999))
