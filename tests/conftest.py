"""Tells at the end of `make fuzz` how many cases of each target were tried."""

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.fuzzing import CASES_RUN

# Other work on the machine must not make a property fail: speed is measured elsewhere.
settings.register_profile("graphapi", deadline=None)
settings.load_profile("graphapi")

# Tests neither read nor leave anything in the cache folder of the user who runs them.
os.environ["GRAPHAPI_CACHE"] = "off"


@pytest.fixture(autouse=True)
def _cases_are_counted(request: pytest.FixtureRequest) -> Iterator[None]:
    """Note on a test's report how many cases it tried: it may be that of another process."""
    CASES_RUN.clear()
    yield
    request.node.user_properties.extend(CASES_RUN.items())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the cases of each target, where a number of them was asked for."""
    if "GRAPHAPI_FUZZ_CASES" not in os.environ:
        return
    tried: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "teardown":
                tried.update(dict(report.user_properties))
    terminalreporter.section("cases tried")
    for target, cases in sorted(tried.items()):
        terminalreporter.write_line(f"{cases:>9,}  {target}")
