"""Reading takes time in proportion to the text, whatever stands in it.

Each text is so long that time in the square of its length would be minutes to hours.
"""

import pytest

from graphapi.corpus import ArticleDocument
from tests.corpus.texts import article_of, parse

LONG = 100_000
ARTICLE = "title: One\nwebUrl: https://a.example/1\n"
TOML = '+++\ntitle = "One"\nwebUrl = "https://a.example/1"\n'


@pytest.mark.parametrize(
    "rest",
    [
        f"quality: {'0' * LONG}x\n",
        f"quality: {'7' * LONG}\n",
        f"{'k' * LONG}: v\n",
        f"{'k' * LONG}\n",
        f"x:\n{' ' * LONG}y: z: a\n",
        f'? "a{" " * LONG}b"\n: v\n',
        f"publishedDateTime: 2024-01-01{' ' * LONG}x\n",
    ],
    ids=["zeros", "digits", "key", "no key", "indentation", "spaces in a key", "time"],
)
def test_a_long_line_of_front_matter_costs_no_field_beside_it(rest: str):
    document, _ = article_of(ARTICLE + rest)
    assert document.mention.url == "https://a.example/1"


@pytest.mark.parametrize(
    "rest",
    [
        f'x = "{chr(92)}"' * 2 + f'{chr(92)}"' * LONG,
        f"x{' ' * LONG}y",
        f"x = y{' ' * LONG}y",
        f"x = {'1' * LONG}y",
    ],
    ids=["escaped quotes", "spaces in a key", "spaces in a value", "digits"],
)
def test_a_long_line_of_toml_costs_no_field_beside_it(rest: str):
    document = parse(f"{TOML}{rest}\n+++\n").document
    assert isinstance(document, ArticleDocument)
    assert document.mention.title == "One"


@pytest.mark.parametrize(
    "text",
    [
        f"---{' ' * LONG}x\n{ARTICLE}---\n",
        f"text\n{'--- a' + chr(10)}" * (LONG // 5) + ARTICLE,
        '{"title": "' + chr(92) + '"' + f'{chr(92)}"' * LONG + chr(92),
    ],
    ids=["spaces behind a fence", "fences that nothing closes", "an escape at the end"],
)
def test_long_text_around_front_matter_is_passed_over(text: str):
    assert parse(text).document is None
