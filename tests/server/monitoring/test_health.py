"""The health checks: alive and ready."""

import httpx

from graphapi.server import Readiness, create_app
from graphapi.settings import Settings
from tests.server.conftest import running
from tests.server.library import Shelf, library_schema


def test_alive_as_long_as_it_answers(client: httpx.Client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert response.headers["cache-control"] == "no-store"


def test_ready_once_there_is_something_to_serve():
    states = [None, Readiness(version="v1", counts={"articles": 3})]
    app = create_app(library_schema(), Shelf, lambda: states.pop(0), Settings())
    with running(app) as url:
        before, after = httpx.get(f"{url}/readyz"), httpx.get(f"{url}/readyz")
    assert (before.status_code, before.json()) == (503, {"status": "loading"})
    assert after.status_code == 200
    assert after.json() == {"status": "ready", "version": "v1", "counts": {"articles": 3}}


def test_what_is_still_being_computed_and_how_far_it_is():
    state = Readiness(version="v1", counts={}, computing={"ranks": 0.25})
    app = create_app(library_schema(), Shelf, lambda: state, Settings())
    with running(app) as url:
        ready = httpx.get(f"{url}/readyz").json()
    assert ready["computing"] == {"ranks": 0.25}
