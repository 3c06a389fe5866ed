"""A server asks the system for as many open files as its connections need."""

import subprocess
import sys

import pytest

PROGRAM = """
import resource, sys
from graphapi.server import allow_files

soft, hard, connections = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
print(allow_files(connections))
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


@pytest.mark.parametrize(
    ("soft", "hard", "connections", "then"),
    [(256, 512, 100, 256), (256, 512, 384, 512), (256, 512, 385, 512)],
)
def test_the_limit_is_raised_as_far_as_needed_and_allowed(
    soft: int, hard: int, connections: int, then: int
):
    command = [sys.executable, "-c", PROGRAM, *map(str, (soft, hard, connections))]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    message, limit = output.splitlines()
    assert int(limit) == then
    assert (message == "None") is (connections + 128 <= hard)
