"""Stories: articles that hang together."""

from __future__ import annotations

from dataclasses import dataclass

from graphapi.domain.article import Article

__all__ = ["Story"]


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """Articles that hang together.

    `lead` is its article of highest rank, `founder` its oldest. The founder's URL is the story's
    key: new articles seldom are the oldest, so a story that grows keeps its key.
    """

    founder: Article
    lead: Article
    size: int

    @property
    def title(self) -> str:
        """The lead's title."""
        return self.lead.title
