"""Pictures of articles, providers and topics."""

from __future__ import annotations

import strawberry

from graphapi.api.scalars import URL

__all__ = ["Image"]


@strawberry.type(description="A picture. What the corpus does not say of it is null.")
class Image:
    """Describes domain.Image."""

    url: URL = strawberry.field(
        description=(
            "Where the picture is, as the file has it: a relative path stays one, since no file"
            " says of which site."
        )
    )
    width: int | None = strawberry.field(description="Its width in pixels.")
    height: int | None = strawberry.field(description="Its height in pixels.")
    title: str | None = strawberry.field(description="Its caption.")
    cached: bool | None = strawberry.field(
        description="Whether the collector of the corpus keeps a copy (`isCached` in the file)."
    )
