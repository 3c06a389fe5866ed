"""One record in YAML, TOML or JSON reads the same, between all fences and with all line breaks."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import ArticleDocument, Mention
from graphapi.corpus.front_matter.fences import find_front_matter
from tests.corpus.texts import parse

Record = Mapping[str, object]

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=15).filter(
    lambda text: text.strip() != ""
)
records = st.fixed_dictionaries(
    {"title": texts, "webUrl": st.just("https://a.example/1")},
    optional={
        "excerpt": texts,
        "publishedDateTime": st.just("2024-01-15T20:10:00Z"),
        "quality": st.integers(-(2**31), 2**31 - 1),
        "published": st.booleans(),
        "topics": st.lists(texts, max_size=3),
        "provider": st.fixed_dictionaries({"name": texts, "domain": st.just("p.example")}),
        "related": st.lists(
            st.fixed_dictionaries({"title": texts, "webUrl": st.just("https://a.example/b")}),
            max_size=2,
        ),
        "mine": st.dictionaries(st.text("abc", min_size=1), texts, max_size=2),
    },
)


def as_yaml(record: Record) -> str:
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in record.items())


def as_json(record: Record) -> str:
    return json.dumps(record, indent=2) + "\n"


def as_toml(record: Record) -> str:
    return "".join(f"{key} = {_toml_value(value)}\n" for key, value in record.items())


def _toml_value(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {_toml_value(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml_value, value))}]"
    if value == "2024-01-15T20:10:00Z":
        return value  # a date and time of TOML's own
    return json.dumps(value, ensure_ascii=False)


WAYS = {
    "---": lambda record, body: f"---\n{as_yaml(record)}---\n{body}",
    "--- and dots": lambda record, body: f"---  \n{as_yaml(record)}...\n{body}",
    "--- with a comment": lambda record, body: f"--- # note\n{as_yaml(record)}---\n{body}",
    "---yaml": lambda record, body: f"\n---yaml\n{as_yaml(record)}---\n{body}",
    "+++": lambda record, body: f"+++\n{as_toml(record)}+++\n{body}",
    "---toml": lambda record, body: f"---toml\n{as_toml(record)}---\n{body}",
    "an object": lambda record, body: f"{as_json(record)}{body}",
    "---json": lambda record, body: f"---json\n{as_json(record)}---\n{body}",
    ";;;": lambda record, body: f";;;\n{as_json(record)};;;\n{body}",
    ";;; without braces": lambda record, body: f";;;\n{as_json(record)[1:-2]}\n;;;\n{body}",
}
FILES = {"a.yaml": as_yaml, "a.json": as_json, "a.toml": as_toml}


def said(mention: Mention) -> object:
    """All that a mention says, comparable by value."""
    return tuple(
        getattr(mention, name) for name in Mention.__slots__ if name not in ("addresses", "url")
    )


def everything(document: ArticleDocument) -> object:
    related = [(entry.position, said(entry.mention)) for entry in document.related]
    return said(document.mention), related


def article(content: str, file: str = "a.md") -> ArticleDocument:
    parsed = parse(content, file)
    assert isinstance(parsed.document, ArticleDocument), parsed.problems
    assert parsed.problems == ()
    return parsed.document


@given(records, st.sampled_from(sorted(WAYS)), st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_format_between_every_fence_with_every_line_break_says_the_same(
    record: Record, way: str, ending: str
):
    body = "# Heading\n\nText: of the body"
    plain = article(WAYS["---"](record, body))
    other = article(WAYS[way](record, body).replace("\n", ending))
    assert everything(other) == everything(plain)
    assert other.body == plain.body == body


@given(records, st.sampled_from(sorted(FILES)))
def test_a_file_that_is_all_record_says_the_same_and_has_no_body(record: Record, file: str):
    whole = article(FILES[file](record), file)
    assert everything(whole) == everything(article(WAYS["---"](record, "")))
    assert whole.body == ""


@pytest.mark.parametrize("way", WAYS)
def test_lines_are_those_of_the_file_in_every_format(way: str):
    record = {"title": "A", "webUrl": "https://a.example/1", "quality": "high"}
    content = WAYS[way](record, "body")
    (problem,) = parse(content).problems
    assert problem.field == "quality"
    assert problem.line is not None
    assert "quality" in content.split("\n")[problem.line - 1]


@pytest.mark.parametrize("file", FILES)
def test_text_below_a_record_in_a_file_of_data_is_told_and_no_body(file: str):
    record = {"title": "A", "webUrl": "https://a.example/1"}
    text = {
        "a.yaml": f"---\n{as_yaml(record)}---\nx: [\n",
        "a.toml": f"+++\n{as_toml(record)}+++\nx",
    }
    parsed = parse(text.get(file, f"{as_json(record)}{as_json(record)}"), file)
    assert isinstance(parsed.document, ArticleDocument)
    assert parsed.document.body == ""
    assert len(parsed.problems) == 1


pieces = st.sampled_from(
    [
        *(
            "---",
            "+++",
            ";;;",
            "--- ",
            "----",
            "\u2014",
            "...",
            "---toml",
            "---json",
            "{",
            "}",
            "\n",
        ),
        *("\r\n", "\r", "\ufeff", "\u200b", "\xa0", "<!--", "-->", "# c", "%YAML 1.2", "```", "\0"),
        *("title: A", "webUrl: https://a.example/1", 'title = "A"', '"title": "A",', "secured: x"),
        *(
            'webUrl = "https://a.example/1"',
            "related:",
            "- ",
            "  ",
            "[",
            "]",
            '"',
            "'",
            ": ",
            "=",
            "#",
        ),
    ]
)


@given(
    st.lists(pieces, max_size=25).map("".join),
    st.sampled_from(["a.md", "a.yaml", "a.toml", "a.json"]),
)
def test_no_text_of_fences_and_marks_stops_the_reading_or_brings_nul_into_a_value(
    text: str, file: str
):
    parsed = parse(text, file)
    assert "\\x00" not in repr(parsed.document)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(problem.line is None or 1 <= problem.line <= lines for problem in parsed.problems)


@given(st.text())
def test_front_matter_and_body_are_pieces_of_the_text(text: str):
    found = find_front_matter(text)
    if found is not None:
        assert found.text.strip() in text
        assert found.body in text
