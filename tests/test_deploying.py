"""What a deployment is made from says nothing that is not so."""

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from graphapi.settings import ENV_PREFIX, Settings

PROJECT = Path(__file__).parents[1]
CONTAINERFILE = (PROJECT / "Containerfile").read_text(encoding="utf-8")
UNIT = (PROJECT / "deploy" / "graphapi.service").read_text(encoding="utf-8")
METADATA = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGES = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md")])


def copied() -> list[str]:
    """What the image is built from: the sources of COPY, stages left out."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", CONTAINERFILE, re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


@pytest.mark.parametrize("source", copied())
def test_what_the_image_is_built_from_is_there_and_is_sent_to_the_builder(source: str):
    assert (PROJECT / source).exists()
    kept = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert any(fnmatch(source, line[1:]) for line in kept if line.startswith("!"))


def test_the_image_has_a_python_that_the_project_runs_on():
    version = re.search(r"^ARG PYTHON=python:([\d.]+)-slim$", CONTAINERFILE, re.MULTILINE)
    assert version is not None
    assert version[1] in SpecifierSet(METADATA["requires-python"])


def test_nothing_in_the_image_runs_as_root():
    users = re.findall(r"^USER (\d+):(\d+)$", CONTAINERFILE, re.MULTILINE)
    assert users
    assert all(int(user) and int(group) for user, group in users)


@pytest.mark.parametrize("line", ["LimitCORE=0", "MemoryMax=2G", "TasksMax=256"])
def test_the_unit_bounds_what_a_fault_can_take_and_the_page_says_how_to_choose(line: str):
    assert line in UNIT.splitlines()
    page = (PROJECT / "docs" / "deploying.md").read_text(encoding="utf-8")
    assert f"`{line}`" in page


def test_the_license_is_named_and_goes_with_every_copy():
    assert METADATA["license"] == "MIT"
    assert METADATA["license-files"] == ["LICENSE"]
    text = (PROJECT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("MIT License\n\nCopyright (c) 2026 graphapi contributors\n")
    assert "LICENSE" in copied()


@pytest.mark.parametrize(
    "text",
    [CONTAINERFILE, UNIT, *(page.read_text(encoding="utf-8") for page in PAGES)],
    ids=["Containerfile", "unit", *(page.name for page in PAGES)],
)
def test_variables_are_those_of_settings(text: str):
    named = set(re.findall(rf"\b{ENV_PREFIX}([A-Z]\w*)", text)) - {"NAME", "FUZZ_CASES"}
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def locked(name: str) -> dict[str, str]:
    text = (PROJECT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE))


def test_the_program_runs_on_what_is_tested_and_on_all_that_it_needs():
    runtime, tested = locked("requirements-runtime.lock"), locked("requirements.lock")
    assert {name: tested.get(name) for name in runtime} == runtime
    needed = {canonicalize_name(Requirement(each).name) for each in METADATA["dependencies"]}
    assert needed <= set(runtime)
    assert "pytest" not in runtime
