"""From files to a graph that is up to date: loaded fast, and again whenever files change.

A snapshot keeps what was read and built for the next start. While a corpus is served, a loader
process notices changes, reads the files that changed, builds the next graph and publishes it. Each
worker takes it over beside the graph that it answers from, and all change to it together.

Knows no GraphQL and no HTTP.
"""

from graphapi.loading.follower import Follower
from graphapi.loading.kept_log import open_log
from graphapi.loading.loader import Loader
from graphapi.loading.snapshot import Snapshot
from graphapi.loading.status import ReloadStatus

__all__ = ["Follower", "Loader", "ReloadStatus", "Snapshot", "open_log"]
