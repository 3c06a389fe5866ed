"""What the README shows is what happens."""

import asyncio
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from graphapi.api import Context, create_schema
from graphapi.graph.reading import read_corpus
from graphapi.store.memory import MemoryStore

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    """The code block between two markers."""
    between = re.search(rf"<!-- {name} -->\n```\w+\n(.*?)```\n<!-- /{name} -->", README, re.DOTALL)
    assert between, f"README.md needs a code block between <!-- {name} --> and <!-- /{name} -->"
    return between[1]


def test_the_query_has_the_answer_that_stands_below_it():
    store = MemoryStore(read_corpus(), datetime.now(UTC))
    result = asyncio.run(create_schema().execute(block("query"), context_value=Context(store)))
    assert result.errors is None
    assert {"data": result.data} == json.loads(block("answer"))


def test_it_fits_on_three_screens():
    assert README.count("\n") < 140


def test_the_answer_is_on_the_first_screen():
    assert README[: README.index("<!-- /answer -->")].count("\n") < 60


def test_the_picture_shows_the_sample_corpus_as_it_is():
    picture = (PROJECT / "docs" / "images" / "sample.svg").read_text(encoding="utf-8")
    graph = read_corpus()
    assert picture.count("<circle") == len(graph.articles)
    for article in graph.articles:
        assert f"<title>{escape(article.title)}</title>" in picture
    assert len(picture) < 300_000
