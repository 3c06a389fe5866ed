"""Rights: what a client may use besides queries. Clients without a key may have fewer."""

from __future__ import annotations

from typing import Final, NamedTuple

from graphapi.settings import Settings

__all__ = ["ALL_RIGHTS", "Rights"]


class Rights(NamedTuple):
    """The features that a client may use."""

    introspection: bool = True
    graphiql: bool = True
    streams: bool = True

    @classmethod
    def without_key(cls, settings: Settings) -> Rights:
        """The rights of clients without an API key: of everyone, if there are no keys."""
        return cls(settings.introspection, settings.graphiql, settings.streams)


ALL_RIGHTS: Final = Rights()
