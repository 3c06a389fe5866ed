"""What the tests of asynchronous execution run on."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
