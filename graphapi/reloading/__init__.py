"""A corpus that changes while it is served: one process reads it, those that answer follow.

The loader notices changes, reads the files that changed, builds the next graph and publishes it.
Each worker takes it over beside the graph that it answers from, and all change to it together.
Knows no GraphQL and no HTTP.
"""

from graphapi.reloading.follower import Follower
from graphapi.reloading.loader import Loader
from graphapi.reloading.status import ReloadStatus

__all__ = ["Follower", "Loader", "ReloadStatus"]
