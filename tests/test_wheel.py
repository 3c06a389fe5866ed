"""The wheel: what it holds, and that it runs where nothing of the source is."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the source, with pages if they are built."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    command += ["--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(target)]
    subprocess.run([*command, str(ROOT)], check=True)
    [built] = target.glob("graphapi-*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program of the wheel, in an environment of its own that has what it depends on."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    [packages] = (folder / "lib").glob("python*/site-packages")
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    command += ["install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(command, check=True)
    # What it depends on is that of this environment, without the source that is installed here.
    (packages / "dependencies").mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "graphapi" not in entry.name:
            (packages / "dependencies" / entry.name).symlink_to(entry)
    (packages / "dependencies.pth").write_text(str(packages / "dependencies"))
    return folder / "bin" / "graphapi"


def test_it_holds_the_program_and_the_sample_corpus_and_no_tests(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    folders = {name.partition("/")[0] for name in names}
    assert {folder for folder in folders if not folder.endswith(".dist-info")} == {"graphapi"}
    assert "graphapi/py.typed" in names
    assert any(re.fullmatch(r"graphapi/.*\.md", name) for name in names)


def test_it_runs_in_an_environment_of_its_own(program: Path, tmp_path: Path):
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    said = subprocess.check_output([program, "--version"], cwd=tmp_path, env=environment, text=True)
    assert re.fullmatch(r"graphapi \S+\n", said)
    with subprocess.Popen(
        [program, "serve", "--port", "0"],
        cwd=tmp_path,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stderr is not None
            url = re.search(r"http://\S+", server.stderr.readline())
            assert url is not None
            answer = httpx.post(
                url[0], json={"query": "{ articles(first: 1) { nodes { title } } }"}
            )
            assert len(answer.json()["data"]["articles"]["nodes"]) == 1
            page = httpx.get(httpx.URL(url[0]).copy_with(path="/"), headers={"Accept": "text/html"})
            # `make test` builds the pages first; a single test may be run without them.
            has_pages = (
                "CI" in os.environ or (ROOT / "graphapi/server/static/explorer.html").exists()
            )
            assert page.status_code == (200 if has_pages else 404)
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=30)
