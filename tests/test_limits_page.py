"""docs/limits.md tells every limit, as the settings have it, and prices as they are."""

import re
from pathlib import Path

from graphapi.answering.article_executor import create_executor
from graphapi.execution.requests.operation_limits import Limits
from graphapi.settings import Settings

PAGE = (Path(__file__).parents[1] / "docs" / "limits.md").read_text(encoding="utf-8")


def test_every_limit_has_its_row_with_the_default():
    rows = dict(re.findall(r"^\| `(max_\w+)` \| ([\d,]+) \|", PAGE, re.MULTILINE))
    settings = {
        name: f"{field.default:,}"
        for name, field in Settings.model_fields.items()
        if name.startswith("max_")
    }
    assert rows == settings
    assert set(Limits.__dataclass_fields__) <= set(settings)


def test_the_example_costs_what_the_page_says():
    match = re.search(r"```graphql\n(.*?)```", PAGE, re.DOTALL)
    assert match is not None
    engine = create_executor(Settings()).engine
    prepared = engine.prepare(match[1])
    assert not prepared.errors
    assert f"<!-- price -->{engine.price(prepared, {}):,}<!-- /price -->" in PAGE
    price_of_50 = engine.price(prepared, {"first": 50})
    assert f"<!-- price of 50 -->{price_of_50:,}<!-- /price of 50 -->" in PAGE


def test_the_settings_are_the_limits_of_the_engine():
    settings = Settings(max_cost=7, max_depth=8)
    limits = create_executor(settings).engine.limits
    assert (limits.max_cost, limits.max_depth) == (7, 8)
    assert limits.max_tokens == settings.max_tokens
