"""The stories as things, each made when it is first asked for: of many, few ever are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from graphapi.graph.discovery.story_groups import Stories
from graphapi.graph.nodes import ArticleNode, StoryNode

__all__ = ["StoryNodes"]


class StoryNodes(Sequence[StoryNode]):
    """All stories, each at its index. One that was made stays: there are never two of the same."""

    def __init__(self, articles: Sequence[ArticleNode], stories: Stories) -> None:
        self._articles, self._stories = articles, stories
        self._made: dict[int, StoryNode] = {}

    def __len__(self) -> int:
        return len(self._stories)

    @overload
    def __getitem__(self, place: int) -> StoryNode: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[StoryNode]: ...

    def __getitem__(self, place: int | slice) -> StoryNode | Sequence[StoryNode]:
        if isinstance(place, slice):
            return [self[index] for index in range(len(self))[place]]
        index = range(len(self))[place]
        # Of two threads that make the same story, both get the one that came first.
        return self._made.get(index) or self._made.setdefault(index, self._make(index))

    def _make(self, index: int) -> StoryNode:
        stories = self._stories
        members = stories.articles.of(index)
        founder = self._articles[stories.founders[index]]
        lead = self._articles[stories.leads[index]]
        return StoryNode(
            key=founder.url,
            title=lead.title,
            lead=lead,
            size=len(members),
            first_published=founder.published_date_time,
            last_published=self._articles[members[0]].published_date_time,
            founder=founder,
            index=index,
        )
