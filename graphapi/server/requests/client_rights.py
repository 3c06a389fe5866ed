"""What a client may have beside answers: strangers may be given less than holders of API keys."""

from __future__ import annotations

from typing import Final, NamedTuple

from graphapi.settings import Settings

__all__ = ["ALL_RIGHTS", "Rights"]


class Rights(NamedTuple):
    """What is switched on for a client."""

    introspection: bool = True
    graphiql: bool = True
    streams: bool = True

    @classmethod
    def without_key(cls, settings: Settings) -> Rights:
        """The rights of those who have no API key: where there are no keys, of everybody."""
        return cls(settings.introspection, settings.graphiql, settings.streams)


ALL_RIGHTS: Final = Rights()
