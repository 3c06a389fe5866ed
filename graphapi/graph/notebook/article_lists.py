"""Lists of articles, as searches give them; notebooks show them as cards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

from graphapi.graph.cards import article_cards
from graphapi.graph.nodes import ArticleNode
from graphapi.graph.notebook.data_frames import article_frame

__all__ = ["ArticleList"]


class ArticleList(Sequence[ArticleNode]):
    """Articles, best first, and how well each fits: `scores`, in the same order."""

    def __init__(self, articles: Sequence[ArticleNode], scores: Sequence[float]) -> None:
        self._articles, self.scores = tuple(articles), tuple(scores)

    def __len__(self) -> int:
        return len(self._articles)

    @overload
    def __getitem__(self, place: int) -> ArticleNode: ...
    @overload
    def __getitem__(self, place: slice) -> ArticleList: ...
    def __getitem__(self, place: int | slice) -> ArticleNode | ArticleList:
        if isinstance(place, slice):
            return ArticleList(self._articles[place], self.scores[place])
        return self._articles[place]

    def frame(self) -> Any:
        """A pandas data frame of them, by URL, with a column `score`. Needs pandas."""
        frame = article_frame(self._articles)
        frame.insert(0, "score", self.scores)
        return frame

    def __repr__(self) -> str:
        return "\n".join(
            f"{score:.3f}  {article.title}  <{article.url}>"
            for article, score in zip(self, self.scores, strict=True)
        )

    def _repr_html_(self) -> str:
        return article_cards([article._repr_html_() for article in self])
