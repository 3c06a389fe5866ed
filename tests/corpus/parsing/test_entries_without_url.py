"""Entries without an address: linked where their words name one file."""

from pathlib import Path

import pytest

from graphapi.corpus import ArticleDocument, Corpus, load_corpus
from tests.corpus.texts import fenced, write

CLIP = (
    "title: Clip\n"
    "originalUrl: https://video.example/watch?v=2\n"
    "publishedDateTime: 2024-01-14T08:00:00Z\n"
    "provider: {name: Ann, domain: video.example}\n"
)
ENTRY = (
    "- title: Clip\n"
    "  publishedDateTime: 2024-01-14T08:00:00Z\n"
    '  webUrl: ""\n'
    "  provider: {name: Ann, domain: video.example}\n"
)
NO_URL = "has no usable URL: none of webUrl, originalUrl, ampWebUrl, cdnAmpWebUrl holds one"
NOT_LINKED = f"{NO_URL}; the entry is kept in extra"


def listing(entries: str) -> str:
    return fenced(f"title: A\nwebUrl: https://a.example/a\nrelated:\n{entries}")


def load(folder: Path, files: dict[str, str]) -> tuple[Corpus, ArticleDocument]:
    write(folder, files)
    corpus = load_corpus(folder)
    return corpus, next(one for one in corpus.articles if one.file == "a.md")


@pytest.mark.parametrize(
    "entry",
    [
        ENTRY,
        ENTRY.replace('  webUrl: ""\n', ""),
        ENTRY.replace('""', "/watch/2"),
        ENTRY.replace("08:00:00Z", "09:00:00+01:00"),
        ENTRY.replace("title: Clip", 'title: " Clip "'),
        ENTRY.replace("video.example", "www.Video.example"),
        ENTRY.replace("name: Ann, ", ""),
    ],
)
def test_an_entry_with_the_title_instant_and_provider_of_one_file_is_linked_with_a_warning(
    tmp_path: Path, entry: str
):
    corpus, document = load(tmp_path, {"a.md": listing(entry), "b.md": fenced(CLIP)})
    (related,) = document.related
    assert (related.position, related.line) == (0, 5)
    assert related.mention.url == "https://video.example/watch?v=2"
    assert (related.mention.web_url, related.mention.original_url) == (None, None)
    assert "related" not in document.mention.extra
    assert document.unaddressed is None
    (problem,) = [problem for problem in corpus.problems if problem.field == "related[0]"]
    assert problem.message == (
        f"{NO_URL}; linked to b.md, which alone has the same title, time and provider: "
        "write its address https://video.example/watch?v=2"
    )
    assert NOT_LINKED not in [problem.message for problem in corpus.problems]


@pytest.mark.parametrize(
    "entry",
    [
        ENTRY.replace("Clip", "Another"),
        ENTRY.replace("08:00:00Z", "08:00:01Z"),
        ENTRY.replace("video.example", "other.example"),
        ENTRY.replace("  publishedDateTime: 2024-01-14T08:00:00Z\n", ""),
        ENTRY.replace("  provider: {name: Ann, domain: video.example}\n", ""),
        ENTRY.replace(", domain: video.example", ""),
    ],
)
def test_an_entry_that_differs_or_does_not_say_stays_in_extra(tmp_path: Path, entry: str):
    corpus, document = load(tmp_path, {"a.md": listing(entry), "b.md": fenced(CLIP)})
    assert document.related == ()
    assert document.mention.extra["related"]["title"] in ("Clip", "Another")
    assert NOT_LINKED in [problem.message for problem in corpus.problems]


def test_an_entry_that_two_articles_answer_to_stays_in_extra(tmp_path: Path):
    other = CLIP.replace("v=2", "v=3")
    files = {"a.md": listing(ENTRY), "b.md": fenced(CLIP), "c.md": fenced(other)}
    corpus, document = load(tmp_path, files)
    assert document.related == ()
    (problem,) = corpus.problems
    assert (problem.line, problem.field, problem.message) == (7, "related[0].webUrl", NOT_LINKED)


def test_two_files_with_one_address_are_one_article_to_link_to(tmp_path: Path):
    other = CLIP.replace("https", "http")
    files = {"a.md": listing(ENTRY), "b.md": fenced(CLIP), "c.md": fenced(other)}
    _, document = load(tmp_path, files)
    assert [entry.mention.url for entry in document.related] == ["https://video.example/watch?v=2"]


def test_an_entry_with_the_words_of_its_own_file_stays_in_extra(tmp_path: Path):
    _, document = load(tmp_path, {"a.md": fenced(f"{CLIP}related:\n{ENTRY}")})
    assert document.related == ()
    assert document.mention.extra["related"]["title"] == "Clip"


def test_links_come_in_the_order_of_the_list_and_the_rest_stays_in_extra(tmp_path: Path):
    entries = (
        f"- text\n{ENTRY}- title: B\n  webUrl: https://a.example/b\n"
        f"{ENTRY.replace('Clip', 'Another')}- title: C\n  webUrl: https://a.example/c\n"
    )
    corpus, document = load(tmp_path, {"a.md": listing(entries), "b.md": fenced(CLIP)})
    assert [(entry.position, entry.mention.title) for entry in document.related] == [
        (1, "Clip"),
        (2, "B"),
        (4, "C"),
    ]
    kept = document.mention.extra["related"]
    assert [one if isinstance(one, str) else one["title"] for one in kept] == ["text", "Another"]
    assert [problem.field for problem in corpus.problems] == [
        "related[0]",
        "related[1]",
        "related[3].webUrl",
    ]


def test_the_same_entry_in_several_files_is_one_mention(tmp_path: Path):
    write(
        tmp_path,
        {
            "a.md": listing(ENTRY),
            "b.md": fenced(CLIP),
            "c.md": listing(ENTRY).replace("a.example/a", "a.example/c"),
        },
    )
    one, _, other = load_corpus(tmp_path).articles
    assert one.related[0].mention is other.related[0].mention


def test_an_address_of_no_use_stays_in_the_extra_of_the_entry(tmp_path: Path):
    entry = ENTRY.replace('""', "/watch/2")
    _, document = load(tmp_path, {"a.md": listing(entry), "b.md": fenced(CLIP)})
    assert document.related[0].mention.extra == {"webUrl": "/watch/2"}
