"""docs/clients.md says what happens."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from graphql import build_schema, is_nullable_type, parse, validate

from graphapi.api import schema_sdl
from graphapi.api.scalars import parse_date_time
from graphapi.errors import (
    BadUserInputError,
    LimitExceededError,
    NotOfferedError,
    NotReadyError,
    UnavailableError,
)
from graphapi.server.requests.error_codes import ErrorCode
from tests.api.asking import answer, ask
from tests.corpora import article, store_of

PAGE = (Path(__file__).parents[1] / "docs" / "clients.md").read_text(encoding="utf-8")
BOARD, PUBLISHED = re.findall(r"```graphql\n(.*?)```", PAGE, re.DOTALL)


def test_the_operations_fit_the_schema():
    schema = build_schema(schema_sdl())
    for operation in (BOARD, PUBLISHED):
        assert validate(schema, parse(operation)) == []


def test_the_first_one_loses_both_lists_where_the_cursor_is_empty_and_none_where_it_is_null():
    store = store_of(article("a"))
    result = ask(store, BOARD, cursor="")
    assert result.data is None
    assert result.errors is not None
    assert [error.path for error in result.errors] == [["more"]]
    assert answer(store, BOARD, cursor=None)["newest"]["nodes"]


def test_the_second_one_takes_milliseconds_as_numbers_and_as_texts():
    store = store_of(article("a", published="2023-03-30"), article("b", published="2023-04-01"))
    for quoted in ("", '"'):
        variables = json.loads(
            f'{{"from": {quoted}1680134400000{quoted}, "to": {quoted}1680220800000{quoted}}}'
        )
        timeline = answer(store, PUBLISHED, **variables)["articles"]["timeline"]
        assert timeline == [{"start": "2023-03-30T00:00:00Z", "count": 1}]


def test_the_root_fields_that_may_be_null_are_those_named():
    named = re.search(r"answer of its own\. (.*?) may be null:", PAGE)
    assert named
    query = build_schema(schema_sdl()).query_type
    assert query is not None
    nullable = {name for name, field in query.fields.items() if is_nullable_type(field.type)}
    assert set(re.findall(r"`(\w+)`", named[1])) == nullable


def test_every_form_of_an_instant_in_the_table_is_understood():
    forms = PAGE.partition("| Form | Example | Means |")[2].partition("\n\n")[0]
    examples = [json.loads(text) for text in re.findall(r"`(.*?)`", forms)]
    assert len(examples) == 4
    expected = datetime(2023, 3, 30, 11, 11, tzinfo=UTC)
    days = [parse_date_time(example) - expected for example in examples]
    assert days == [timedelta(), -timedelta(hours=11, minutes=11), timedelta(), timedelta()]


def test_the_codes_in_the_table_are_codes_of_the_api():
    table = PAGE.partition("| `extensions.code` |")[2].partition("\n\n")[0]
    codes = set(re.findall(r"`([A-Z_]+)`", table))
    kinds = (
        BadUserInputError,
        LimitExceededError,
        NotOfferedError,
        NotReadyError,
        UnavailableError,
    )
    of_errors = {kind.code for kind in kinds}
    assert codes <= {code.value for code in ErrorCode} | of_errors
    assert of_errors <= codes
