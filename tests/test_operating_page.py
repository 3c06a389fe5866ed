"""docs/operating.md tells every code that an error can have."""

import inspect
import re
from pathlib import Path

from graphapi import errors
from graphapi.server import ErrorCode
from graphapi.settings import Settings

PAGE = (Path(__file__).parents[1] / "docs" / "operating.md").read_text(encoding="utf-8")


def client_codes() -> set[str]:
    classes = [each for _, each in inspect.getmembers(errors, inspect.isclass)]
    raised = (
        errors.BadUserInputError,
        errors.LimitExceededError,
        errors.NotOfferedError,
        errors.NotReadyError,
        errors.UnavailableError,
    )
    return {each.code for each in classes if issubclass(each, raised)} | set(ErrorCode)


def test_it_lists_every_code_once_and_no_other():
    listed = re.findall(r"^\| `([A-Z_]+)` \|", PAGE.partition("<!-- codes -->")[2], re.MULTILINE)
    assert sorted(listed) == sorted(client_codes())


def test_it_names_settings_that_there_are():
    named = re.findall(r"^\| `([a-z_]+)`", PAGE, re.MULTILINE)
    assert named
    assert set(named) <= set(Settings.model_fields)
