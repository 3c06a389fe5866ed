"""What holds for the project as a whole."""

import importlib
import pkgutil
import re
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

import graphapi

PROJECT = Path(__file__).parents[1]
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(graphapi.__path__, "graphapi.")
    if not module.name.endswith("__main__")
)
LOCK_FILES = sorted(
    [
        *PROJECT.glob("requirements*.lock"),
        PROJECT / "tests" / "http_audits" / "package-lock.json",
        PROJECT / "web" / "package-lock.json",
    ]
)


@pytest.fixture(params=["graphapi", *MODULES])
def module(request: pytest.FixtureRequest) -> ModuleType:
    return importlib.import_module(request.param)


def test_a_module_name_means_one_thing():
    paths = (PROJECT / "graphapi").rglob("*.py")
    names = Counter(path.name for path in paths if not path.stem.startswith("__"))
    assert [name for name, count in names.items() if count > 1] == []


def test_every_module_says_what_it_is_for(module: ModuleType):
    assert module.__doc__


def test_every_module_says_what_is_public(module: ModuleType):
    """`__all__` is sorted, true, and holds every public name that the module defines."""
    public = module.__all__
    assert sorted(public) == sorted(set(public))
    assert [name for name in public if not hasattr(module, name)] == []
    defined = {
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and getattr(value, "__module__", None) == module.__name__
        and callable(value)
    }
    assert defined - set(public) == set()


@pytest.mark.parametrize("path", LOCK_FILES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_lock_files_hold_hashes_and_no_host(path: Path):
    text = path.read_text(encoding="utf-8")
    assert "sha256:" in text or '"integrity"' in text
    # Where authors ask for money is no place that packages come from.
    text = re.sub(r'"funding": (\{[^{}]*\}|\[[^\[\]]*\])', "", text)
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links|\"resolved\"", text) == []


def test_lock_files_are_there():
    assert len(LOCK_FILES) >= 4


SOURCES = sorted(
    path
    for folder in ("graphapi", "tests", "benchmarks", "docs", "web/src", "web/tests")
    for path in (PROJECT / folder).rglob("*")
    if path.suffix in {".py", ".ts"} and "node_modules" not in path.parts
)
SUPPRESSION = re.compile(r"# (?:ruff: )?noqa(.*)|type: ignore(.*)|eslint-disable(.*)")
WHAT = re.compile(r":? ?(?:(?:[A-Z]+\d+(?:, )?)+|\[[^\]]*\]|-next-line [\w/-]+)?")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_a_check_is_switched_off_for_a_reason_beside_it(path: Path):
    if path == Path(__file__):
        return
    bare = [
        f"{number}: {line.strip()}"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for found in SUPPRESSION.finditer(line)
        if not WHAT.sub("", next(filter(None, found.groups()), ""), count=1).strip(" -#")
    ]
    assert bare == []
