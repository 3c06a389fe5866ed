"""What a file is, and that nothing in it stops the reading."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import ArticleDocument, OrganizationDocument, TopicDocument
from graphapi.corpus.file_kinds import FileKind
from graphapi.corpus.parsing.parser import Parsed
from graphapi.domain import Image, Severity
from tests.corpus.texts import (
    MINIMUM,
    article_of,
    fenced,
    mention_of,
    messages,
    one_problem,
    parse,
    places,
)


def test_an_article_is_what_has_a_title_and_a_url():
    document, problems = article_of(MINIMUM, "\nThe *body*.\n")
    assert (document.file, document.line, document.body) == ("a.md", 2, "The *body*.")
    assert document.mention.title == "Caching"
    assert document.mention.url == "https://a.example/caching"
    assert problems == ()


def test_every_key_of_an_article_has_its_field_and_leaves_nothing_over():
    mention, problems = mention_of(
        "category: news\nexcerpt: E\npublishedDateTime: 2020-02-05T16:08:00Z\n"
        "originalUrl: https://a.example/caching?ref=x\nampWebUrl: https://amp.a.example/caching\n"
        "cdnAmpWebUrl: https://a.cdn.example/c\ntype: article\nquality: 59\nheat: 3\n"
        "published: true\nremoved: false\nfeaturedContent: F\n"
        "provider: {name: P, domain: p.example}\ntopics: [AI]\n"
        "images: [{url: https://a.example/i}]\nsecured: x\n"
    )
    assert problems == ()
    assert mention.extra == {}
    assert mention.addresses == (
        "https://a.example/caching",
        "https://amp.a.example/caching",
        "https://a.cdn.example/c",
    )
    assert mention.original_url == "https://a.example/caching?ref=x"
    assert (mention.category, mention.type, mention.excerpt) == ("news", "article", "E")
    assert (mention.published, mention.removed, mention.featured_content) == (True, False, "F")
    assert (mention.quality, mention.heat) == (59, 3)


@pytest.mark.parametrize("key", ["webUrl", "originalUrl", "ampWebUrl", "cdnAmpWebUrl"])
def test_any_address_makes_an_article(key: str):
    document, problems = article_of(f"title: V\n{key}: https://v.example/watch?v=1\n")
    assert document.mention.url == "https://v.example/watch?v=1"
    assert problems == ()


def test_an_unusable_address_costs_no_article_that_has_another():
    document, problems = article_of(
        "title: A\nwebUrl: javascript:alert(1)\noriginalUrl: https://a.example/1\n"
    )
    assert document.mention.url == "https://a.example/1"
    assert document.mention.web_url is None
    assert document.mention.extra == {"webUrl": "javascript:alert(1)"}
    assert places(problems) == [(3, "webUrl")]


@pytest.mark.parametrize(
    ("yaml_", "line", "field", "reason"),
    [
        ("webUrl: https://a.example/1\n", 2, "title", "has no title"),
        ("x: 1\ntitle: ' '\nwebUrl: https://a.example/1\n", 3, "title", "has no title"),
        ("title: A\n", 2, "webUrl", "has no usable URL"),
        ("title: A\nwebUrl: ftp://a.example\n", 3, "webUrl", "has no usable URL"),
        (
            "- title: A\n  webUrl: https://a.example/1\n",
            2,
            None,
            "every article has a file of its own",
        ),
        ("publishedDateTime: 2020-02-05\n", 2, "title", "has no title"),
        (
            "Title: A\nweb_url: https://a.example/1\n",
            2,
            "title",
            "the key 'Title' is spelled title",
        ),
        ("title: A\nweburl: https://a.example/1\n", 2, "webUrl", "'weburl' is spelled webUrl"),
        ("[open\n", 2, None, "is not YAML"),
        ("taxonomy: topic\nshortname: x\n", 2, "name", "a topic without a name"),
        ("taxonomy: organization\nname: x\n", 2, "domain", "an organization without a domain"),
    ],
)
def test_front_matter_that_lacks_what_it_needs_is_an_error(
    yaml_: str, line: int, field: str | None, reason: str
):
    parsed = parse(fenced(yaml_))
    assert parsed.document is None
    error = parsed.problems[0]
    assert error.severity is Severity.ERROR
    assert (error.line, error.field) == (line, field)
    assert reason in error.message


def test_a_topic_has_name_parent_words_and_images():
    parsed = parse(
        fenced(
            "_id: ai\ntaxonomy: Topic\nname: AI\nshortname: ai\nparent: Tech\nkeywords: [a, b]\n"
            "hashtags: ['#ai']\nimages:\n- https://a.example/i\n- url: https://a.example/j\nx: 1\n"
        )
    )
    assert parsed.problems == ()
    assert parsed.document == TopicDocument(
        file="a.md",
        line=2,
        name="AI",
        slug="ai",
        short_name="ai",
        parent="Tech",
        keywords=("a", "b"),
        hashtags=("#ai",),
        images=(Image("https://a.example/i"), Image("https://a.example/j")),
        extra={"x": "1"},
    )


def test_an_organization_has_domain_name_and_images():
    parsed = parse(fenced("taxonomy: organization\nname: P\ndomain: P.Example\nimages: []\n"))
    assert parsed.problems == ()
    assert parsed.document == OrganizationDocument("a.md", 2, "P", "p.example", (), {})


def test_another_taxonomy_makes_an_article_and_is_kept():
    mention, problems = mention_of("taxonomy: essay\n")
    assert mention.extra == {"taxonomy": "essay"}
    assert problems == ()


@pytest.mark.parametrize("file", ["a.md", "a.markdown", "a.txt", "a.html", "a.yaml", "a", "a.xyz"])
def test_the_content_decides_and_not_the_extension(file: str):
    assert isinstance(parse(fenced(MINIMUM), file).document, ArticleDocument)
    assert isinstance(parse(MINIMUM, file).document, ArticleDocument)
    record = {"title": "A", "webUrl": "https://a.example/1"}
    assert isinstance(parse(json.dumps(record), file).document, ArticleDocument)


@pytest.mark.parametrize("file", ["a.md", "a.txt", "LICENSE", "a.py", "a.html"])
@pytest.mark.parametrize(
    "content",
    ["# Heading\n", "Text.\n", "Note: see below\n\nText: [\n", "a: 1\n", "<html>", "import x\n"],
)
def test_what_is_neither_front_matter_nor_yaml_is_passed_over_in_silence(file: str, content: str):
    parsed = parse(content, file)
    assert parsed.document is None
    assert parsed.problems == ()


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"GIF89a\x01\x00", b"\xff\xd8\xff\xe0"])
def test_so_is_what_is_no_text(content: bytes):
    assert parse(content, "a.png").problems == ()


def test_text_files_with_nul_bytes_are_errors_since_an_article_may_be_in_them():
    problem = one_problem(parse(MINIMUM.encode("utf-16-le"), "a.md"), Severity.ERROR)
    assert "save it as UTF-8" in problem.message


@pytest.mark.parametrize("content", ["", "\n\n", " \n\t\n", "\ufeff"])
@pytest.mark.parametrize("file", ["a.md", "a.yaml", "data.bin"])
def test_an_empty_file_is_nobody_s(content: str, file: str):
    assert parse(content, file) == Parsed(None, (), FileKind.EMPTY)


def test_an_article_without_fences_is_not_lost_where_its_yaml_is_broken():
    parsed = parse(f"{MINIMUM}x: 'open\n", "a.txt")
    assert isinstance(parsed.document, ArticleDocument)
    assert places(parsed.problems) == [(3, "x")]


def test_a_missing_closing_fence_is_a_warning_and_all_is_read():
    parsed = parse(f"---\n{MINIMUM}quality: 7\n")
    assert isinstance(parsed.document, ArticleDocument)
    assert parsed.document.mention.quality == 7
    problem = one_problem(parsed, Severity.WARNING)
    assert problem.line == 1
    assert "is never closed" in problem.message


def test_a_missing_closing_fence_above_a_body_costs_neither_field_nor_body():
    parsed = parse(f"---\n{MINIMUM}quality: 7\n\n# Heading\n\nText, and more text.\n\nEnd.\n")
    assert isinstance(parsed.document, ArticleDocument)
    assert parsed.document.mention.quality == 7
    assert parsed.document.body == "# Heading\n\nText, and more text.\n\nEnd."
    problem = one_problem(parsed, Severity.WARNING)
    assert problem.line == 1
    assert "line 6" in problem.message


def test_a_yaml_file_needs_no_closing_fence():
    assert parse(f"---\n{MINIMUM}", "a.yaml").problems == ()


def test_toml_between_the_fences_of_yaml_is_read_and_told():
    parsed = parse('---\ntitle = "A"\nwebUrl = "https://a.example/1"\n---\nbody\n')
    assert isinstance(parsed.document, ArticleDocument)
    assert (parsed.document.mention.title, parsed.document.body) == ("A", "body")
    assert one_problem(parsed, Severity.WARNING).line == 2


def test_of_several_yaml_documents_the_first_is_read():
    for content in (f"{MINIMUM}---\n{MINIMUM}", f"---\n{MINIMUM}---\n{MINIMUM}"):
        parsed = parse(content, "a.yaml")
        assert isinstance(parsed.document, ArticleDocument)
        assert parsed.document.body == ""
        problem = one_problem(parsed, Severity.WARNING)
        assert "second YAML document" in problem.message
        assert content.split("\n")[(problem.line or 0) - 1] == "---"


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_line_ends_and_encodings_change_nothing_but_the_remarks(ending: str, codec: str):
    content = fenced(f"{MINIMUM}excerpt: “Ü”\nquality: high\n", "body\n")
    parsed = parse(content.replace("\n", ending).encode(codec))
    assert isinstance(parsed.document, ArticleDocument)
    assert parsed.document.mention.excerpt == "“Ü”"
    assert parsed.document.body == "body"
    assert parsed.problems[-1].line == 5
    assert parsed.problems[-1].field == "quality"


@pytest.mark.parametrize("indent", [None, 0, 2, "\t"])
@pytest.mark.parametrize("escaped", [True, False])
def test_json_is_read_with_its_characters_beyond_the_first_plane(
    indent: int | str | None, escaped: bool
):
    record = {
        "title": "Smile \U0001f600 \u2028 \\ud83d",
        "webUrl": "https://a.example/1",
        "quality": 7,
        "published": True,
        "heat": None,
        "provider": {"name": "P", "domain": "p.example"},
        "related": [{"title": "B \U0001f600", "webUrl": "https:\\/\\/a.example/b"}],
    }
    text = json.dumps(record, indent=indent, ensure_ascii=escaped).replace("\\\\/", "\\/")
    parsed = parse(text, "a.json")
    assert isinstance(parsed.document, ArticleDocument)
    assert parsed.problems == ()
    mention = parsed.document.mention
    assert mention.title == record["title"]
    assert (mention.quality, mention.published, mention.heat) == (7, True, None)
    assert parsed.document.related[0].mention.title == "B \U0001f600"
    assert parsed.document.related[0].mention.url == "https://a.example/b"


def test_front_matter_that_uses_every_art_of_yaml_reads_as_its_author_meant():
    document, problems = article_of(
        "# a comment\n'title': >-\n  A long\n  title\n\"webUrl\":   https://a.example/1   # note\n"
        "provider: &p\n  name: P # note\n  domain: p.example\nrelated:\n- title: B\n"
        "  webUrl: https://a.example/b\n  provider:\n    <<: *p\n    name: Q\n? topics\n: - AI\n"
        "excerpt: |\n  “Quoted” […] &amp; #1: it's\n\n  - no list\n"
    )
    assert problems == ()
    assert document.mention.title == "A long title"
    assert document.mention.topics == ("AI",)
    assert document.mention.excerpt == "“Quoted” […] &amp; #1: it's\n\n- no list\n"
    provider = document.related[0].mention.provider
    assert provider is not None
    assert (provider.name, provider.domain) == ("Q", "p.example")


def test_the_problems_of_one_file_stop_at_a_bound_that_is_named():
    parsed = parse(fenced(f"{MINIMUM}topics:\n" + "-\n" * 5000))
    assert len(parsed.problems) == 1000
    assert "has 1,000 problems or more; only the first are listed" in messages(parsed.problems)


KEYS = (
    *("title", "webUrl", "originalUrl", "ampWebUrl", "cdnAmpWebUrl", "excerpt", "category"),
    *("publishedDateTime", "type", "quality", "heat", "published", "removed", "featuredContent"),
    *("provider", "topics", "images", "related", "taxonomy", "name", "domain", "x", "secured"),
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.one_of(texts, st.none(), st.booleans(), st.integers(), st.floats(), st.dates()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(st.sampled_from(KEYS), texts), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(KEYS), values, max_size=6))
def test_any_value_of_any_field_is_read_and_costs_no_other_field(record: dict[str, object]):
    record = {key: value for key, value in record.items() if key not in ("title", "taxonomy")}
    record |= {"title": "A", "originalUrl": "https://a.example/1", "last": "kept"}
    text = yaml.safe_dump(record, allow_unicode=True, sort_keys=False)
    parsed = parse(fenced(text))
    assert isinstance(parsed.document, ArticleDocument)
    assert parsed.document.mention.title == "A"
    assert parsed.document.mention.original_url == "https://a.example/1"
    assert parsed.document.mention.extra["last"] == "kept"
    assert all(problem.severity is Severity.WARNING for problem in parsed.problems)


@given(st.sampled_from(["excerpt", "category", "type", "featuredContent", "title"]), texts)
def test_a_quoted_text_comes_out_as_it_was_written(key: str, text: str):
    quoted = json.dumps(f"x{text}", ensure_ascii=True)
    if key == "title":
        document, _ = article_of(f"title: {quoted}\nwebUrl: https://a.example/1\n")
        assert document.mention.title == f"x{text}".replace("\0", "\ufffd")
        return
    mention, _ = mention_of(f"{key}: {quoted}\n")
    name = "featured_content" if key == "featuredContent" else key
    assert getattr(mention, name) == f"x{text}".replace("\0", "\ufffd")


# Text that opens a quote, a bracket or a block takes in what follows; it is no longer a field.
@given(texts, st.sampled_from([*KEYS[5:18], "x"]))
def test_any_raw_text_after_a_key_never_loses_the_fields_above_and_below(text: str, key: str):
    value = " ".join(text.split())
    parsed = parse(fenced(f"{MINIMUM}{key}: {value}\nfeatured: below\n", "body"))
    assert isinstance(parsed.document, ArticleDocument)
    assert parsed.document.mention.title == "Caching"
    assert parsed.document.mention.extra["featured"] == "below"
    assert parsed.document.body == "body"


@given(st.text(), st.integers(0, 200))
def test_any_text_anywhere_in_a_file_never_stops_the_reading(text: str, place: int):
    whole = fenced(f"{MINIMUM}related:\n- title: B\n  webUrl: https://a.example/b\nquality: 1\n")
    for parsed in (
        parse(whole[:place] + text + whole[place:]),
        parse(text),
        parse(text, "a.yaml"),
    ):
        assert all(problem.message for problem in parsed.problems)


@given(st.binary(), st.integers(0, 120), st.sampled_from(["a.md", "a.json", "a.bin"]))
def test_any_bytes_never_stop_the_reading(data: bytes, place: int, file: str):
    whole = fenced(f"{MINIMUM}related:\n- title: B\n  webUrl: https://a.example/b\n").encode()
    for parsed in (parse(whole[:place] + data + whole[place:], file), parse(data, file)):
        assert all(problem.file == file for problem in parsed.problems)
