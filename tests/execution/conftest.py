"""What the tests of execution share: an event loop, and silence about errors made on purpose."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True, scope="package")
def _no_log_of_errors_made_on_purpose() -> Iterator[None]:
    logger = logging.getLogger("strawberry.execution")
    logger.disabled = True
    yield
    logger.disabled = False
