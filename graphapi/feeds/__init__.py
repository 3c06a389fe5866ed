"""Feeds for news readers: the newest articles as JSON Feed and Atom, for any filter in the address.

Each is made from the answer to one GraphQL operation, so keys, limits, prices and caches are those
of the API.
"""

from graphapi.feeds.routes import feed_routes

__all__ = ["feed_routes"]
