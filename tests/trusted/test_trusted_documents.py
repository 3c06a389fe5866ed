"""Collecting the documents of a folder for a manifest."""

import re
from pathlib import Path

import pytest
from graphql import parse

from graphapi.errors import ConfigurationError
from graphapi.trusted.trusted_documents import collect_documents
from tests.server.library import library_schema

OPERATIONS = Path(__file__).parents[2] / "schema" / "operations"


def folder_of(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.graphql").write_text(text, encoding="utf-8")
    return folder


def gathered(folder: Path) -> list[str]:
    return collect_documents(folder, library_schema())


def test_a_file_is_one_document_to_the_letter(tmp_path: Path):
    texts = {"a": "# first\nquery A { slow }\nquery B { slow }\n", "b": "{ books { title } }"}
    assert gathered(folder_of(tmp_path, **texts)) == list(texts.values())


def test_subfolders_are_searched_and_other_files_are_ignored(tmp_path: Path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.gql").write_text("{ slow }", encoding="utf-8")
    (tmp_path / "a.variables.json").write_text("{}", encoding="utf-8")
    assert gathered(tmp_path) == ["{ slow }"]


def test_fragments_of_other_files_are_added_with_those_that_they_need(tmp_path: Path):
    folder_of(
        tmp_path,
        a="{ books { ...Z } }",
        b="fragment Z on Book { ...Y title }\nfragment Unused on Book { title }",
        c="fragment Y on Book { title }",
    )
    (text,) = gathered(tmp_path)
    assert text.startswith("{ books { ...Z } }\n")
    names = [getattr(each, "name", None) for each in parse(text).definitions]
    assert [name.value if name else None for name in names] == [None, "Y", "Z"]


def test_a_files_own_fragment_comes_before_others_of_its_name(tmp_path: Path):
    own = "{ books { ...F } } fragment F on Book { title }"
    folder_of(tmp_path, a=own, b="fragment F on Book { pages }")
    assert gathered(tmp_path) == [own]


@pytest.mark.parametrize(
    ("texts", "complaint"),
    [
        ({"a": "{\n  films\n}"}, "a.graphql:2: Cannot query field 'films' on type 'Query'."),
        ({"a": "{ slow\n"}, "a.graphql:2: Syntax Error: Expected Name, found <EOF>."),
        ({"a": "{ books { ...F } }"}, "a.graphql:1: Unknown fragment 'F'."),
        (
            {"a": "{ books { ...F } }", "b": "\n\nfragment F on Book {\n  films\n}"},
            "b.graphql:4: Cannot query field 'films' on type 'Book'.",
        ),
        (
            {
                "a": "{ books { ...F } }",
                "b": "fragment F on Book { title }",
                "c": "\nfragment F on Book { title }",
            },
            "a.graphql:1: the fragment F is in several files (",
        ),
        ({"a": "fragment F on Book { title }"}, "contains no documents"),
    ],
)
def test_problems_are_reported_with_file_and_line(
    tmp_path: Path, texts: dict[str, str], complaint: str
):
    with pytest.raises(ConfigurationError, match=re.escape(complaint)):
        gathered(folder_of(tmp_path, **texts))


def test_all_problems_are_reported_together(tmp_path: Path):
    folder_of(tmp_path, a="{ films }", b="{", c="{ slow }")
    (tmp_path / "d.graphql").write_bytes(b"\xff")
    with pytest.raises(ConfigurationError, match="not UTF-8 text") as caught:
        gathered(tmp_path)
    assert len(str(caught.value).splitlines()) == 3
