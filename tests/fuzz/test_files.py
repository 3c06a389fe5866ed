"""Files of a corpus: none stops the reading, harms its neighbours, or takes long."""

import time
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import load_corpus
from graphapi.corpus.parsing.parser import DocumentParser, Parsed
from graphapi.graph import ArticleGraph
from graphapi.store.memory import MemoryStore
from tests.api.asking import ask
from tests.fuzz.mutations import mutated
from tests.fuzzing import fuzzed

GOOD = b"""---
title: "Night train: sold out"
publishedDateTime: 2024-01-15T20:10:00Z
webUrl: https://good.example/1
quality: 81
provider:
  name: Harbour Post
  domain: good.example
topics:
  - Night Trains
related:
  - title: Sleepers
    webUrl: https://good.example/2
    provider: { domain: good.example }
---
A *body*.
"""
SEEDS = [
    GOOD,
    b"---\ntaxonomy: topic\nname: Trains\nslug: trains\nparent: Rail\nkeywords: [a, b]\n---\n",
    b"---\ntaxonomy: organization\nname: Post\ndomain: good.example\nimages:\n- url: /a.png\n---\n",
    b'{"title": "a", "webUrl": "https://good.example/3", "related": [{"webUrl": "https://b.c"}]}',
    b"title: |\n  folded\n  text\nampWebUrl: >-\n  https://good.example/4\nsecured: x\n",
    b"---\ntitle: &a x\nwebUrl: https://good.example/1\nmore: &b [*a, *a]\nagain: [*b, *b]\n---\n",
    "\ufefftitle: \u2028x\r\nwebUrl: https://good.example/ä\r\n".encode(),
]
PIECES = [
    *[each.encode() for each in ":-?&*!|>'\"%@`,[]{}#\n\t\\\r\x00\x85\u2028\ufeff😀"],
    *[b"\xff", b"\xed\xa0\x80", b"---\n", b"...\n", b"\n  ", b"\n- ", b"\n\n", b"<<: *a", b"*b"],
    *[b'"\\ud800"', b'"\\x00"', b"!!binary aGk=", b"!!python/object:os.system", b"%TAG ! x\n"],
    *[b"- " * 40, b"[" * 40, b"{a: " * 40, b"? " * 40, b"null", b"~", b"No", b"NaN", b"1e999"],
    *[b"0001-01-01T00:00:00+23:59", b"9999-12-31T23:59:59-23:59", b"javascript:alert(1)"],
    *[b"\nrelated:\n", b"\ntopics:", b"\nimages:", b"\nprovider:", b"\nwebUrl: ", b"\nsecured: "],
    *[b"9" * 400, b"https://\xc3\xa4.example/%zz", b"file:///etc/passwd", b"\ntaxonomy: topic"],
]
contents = mutated(SEEDS, PIECES) | st.binary(max_size=200) | st.text(max_size=200).map(str.encode)
file_names = st.sampled_from(["a.md", "a.yaml", "a.json", "a", "a.png"])

FIELDS = """
    id url urls webUrl originalUrl ampWebUrl cdnAmpWebUrl title excerpt publishedDateTime
    category type quality heat published removed featuredContent body extra stub
    provider { name domain names { name } } topics { name } images { url }
    sources { file role differences }
"""


def parsed(name: str, data: bytes, *before: bytes) -> Parsed:
    parser = DocumentParser()
    for other in before:
        parser.parse("before.md", other)
    return parser.parse(name, data)


@fuzzed("files, alone")
@given(name=file_names, data=contents)
def test_any_file_is_read_or_its_problems_told_with_their_lines(name: str, data: bytes):
    began = time.process_time()
    found = parsed(name, data)
    assert time.process_time() - began < 5, "so short a file takes seconds"
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for problem in found.problems:
        assert problem.file == name
        assert problem.message
        assert problem.line is None or 1 <= problem.line <= lines + 1
        assert problem.line is not None or "NUL bytes" in problem.message


@fuzzed("files, after others")
@given(name=file_names, data=contents, before=contents)
def test_a_file_gives_the_same_whatever_was_read_before(name: str, data: bytes, before: bytes):
    assert repr(parsed(name, data)) == repr(parsed(name, data, before, GOOD))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "m.md").write_bytes(GOOD)
    return folder


@fuzzed("folders, served", quick=50, price=20)
@given(data=st.lists(contents, min_size=1, max_size=3), name=file_names)
def test_what_stands_in_a_file_costs_no_neighbour_and_no_answer(
    folder: Path, data: list[bytes], name: str
):
    for number, content in enumerate(data):
        (folder / f"{number}{name}").write_bytes(content)
    try:
        corpus = load_corpus(folder)
        again = load_corpus(folder)
    finally:
        for number in range(len(data)):
            (folder / f"{number}{name}").unlink()
    assert repr(corpus) == repr(again)
    assert repr(parsed("m.md", GOOD).document) in [repr(article) for article in corpus.articles]
    graph = ArticleGraph.build(corpus)
    assert graph.article("https://good.example/1") is not None

    store = MemoryStore(graph, datetime(2021, 1, 1, tzinfo=UTC))
    query = f"""{{
      articles(first: 100) {{
        nodes {{ {FIELDS} related {{ edges {{ cursor node {{ title }} }} }} }}
        stats {{ count quality {{ average }} heat {{ average }} }}
      }}
      providers {{ nodes {{ name domain images {{ url }} }} }}
      topics {{ nodes {{ name slug parent {{ name }} keywords }} }}
      corpus {{ problems(first: 1000) {{ file line field message }} }}
    }}"""
    answer = ask(store, query)
    assert answer.errors is None
    orjson.dumps(answer.data)
