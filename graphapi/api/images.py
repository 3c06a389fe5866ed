"""Pictures of articles, providers and topics."""

from __future__ import annotations

import strawberry

from graphapi.api.scalars import URL

__all__ = ["Image"]


@strawberry.type(description="A picture. What the corpus does not say is null.")
class Image:
    """Describes domain.Image."""

    url: URL = strawberry.field(
        description=(
            "The address of the picture as the file has it. It may be relative; the file does"
            " not say to which site."
        )
    )
    width: int | None = strawberry.field(description="Its width in pixels.")
    height: int | None = strawberry.field(description="Its height in pixels.")
    title: str | None = strawberry.field(description="Its caption.")
    cached: bool | None = strawberry.field(
        description="Whether the collector of the corpus keeps a copy (`isCached` in the file)."
    )
