"""How often a property is tried, and counting how often it was.

`GRAPHAPI_FUZZ_CASES` sets how many cases a cheap property has; without it there are a few hundred,
enough for every run of the tests.
"""

import os
from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, settings

__all__ = ["CASES_RUN", "fuzzed"]

_ASKED: Final = os.environ.get("GRAPHAPI_FUZZ_CASES")
_SHARE: Final = 5_000
"""Many cases are tried in shares, for all cores to take some."""

CASES_RUN: Counter[str] = Counter()
"""How many cases this process has tried, by target."""


def fuzzed(target: str, *, quick: int = 200, price: int = 1) -> Callable[[Any], Any]:
    """Try a property made by `given` often, and count its cases under the name of its target.

    It has `quick` cases by default. Where a number is asked for, it has that number divided by
    `price`: how many cases of a cheap property take as long as one of this.
    """
    cases = quick if _ASKED is None else max(int(_ASKED) // price, 1)
    shares = -(-cases // _SHARE)

    def decorate(test: Any) -> Any:
        property_ = test.hypothesis.inner_test

        @wraps(property_)
        def counted(*arguments: Any, **named: Any) -> None:
            CASES_RUN[target] += 1
            property_(*arguments, **named)

        test.hypothesis.inner_test = counted
        tried = settings(
            max_examples=-(-cases // shares),
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
        )(test)
        return pytest.mark.usefixtures("share")(
            pytest.mark.parametrize("share", range(shares))(tried)
        )

    return decorate
