"""The words that texts have in common, and those that tell a story."""

from graphapi.graph import ArticleGraph, SharedTerms, article_texts, story_terms
from tests.corpora import article, found, graph_of

FILLER = [article(f"filler-{number}", title="The quay was empty") for number in range(60)]


def shared(graph: ArticleGraph, one: str, other: str) -> tuple[str, ...]:
    texts = article_texts(found(graph, one))
    return SharedTerms(graph.kinship.vectors, texts).with_article(found(graph, other), 5)


def test_shared_words_are_written_as_in_the_article_asked_rarest_first():
    graph = graph_of(
        article("a", title="Ferries leave the quay at Köln", excerpt="Kubernetes, again."),
        article("b", title="KUBERNETES moves Köln", excerpt="A ferry too"),
        article("c", title="Köln sleeps"),
        *FILLER,
    )
    assert shared(graph, "a", "b") == ("Ferries", "Kubernetes", "Köln")
    assert shared(graph, "b", "a") == ("KUBERNETES", "ferry", "Köln")


def test_what_most_articles_have_and_mere_numbers_are_not_named():
    graph = graph_of(
        article("a", title="The quay 47 Skerrow"),
        article("b", title="The quay 47 Skerrow"),
        *FILLER,
    )
    assert shared(graph, "a", "b") == ("Skerrow",)


def test_at_most_five_words_are_named():
    text = "Skerrow Halvern Tarnholt Ambrath Brannock Vellin Quill"
    graph = graph_of(article("a", title=text), article("b", title=text), *FILLER)
    assert shared(graph, "a", "b") == tuple(text.split()[:5])


def test_a_story_is_told_by_what_many_of_its_articles_have_and_few_others():
    graph = graph_of(
        article("a", title="Skerrow's ferry leaves"),
        article("b", title="The ferry of Skerrow"),
        article("c", title="Ferries are late"),
        article("d", title="Ferry strike"),
        *FILLER,
    )
    vectors = graph.kinship.vectors
    told = story_terms(vectors, [found(graph, name) for name in "abcd"], 10)
    assert [term.lower() for term in told] == ["ferry", "skerrow"]
    assert story_terms(vectors, [found(graph, "d")], 10) == ()
    assert story_terms(vectors, [found(graph, name) for name in "abcd"], 1)[0].lower() == "ferry"
