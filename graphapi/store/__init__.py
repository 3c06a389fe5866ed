"""What a corpus can be asked: the `Store` that the API asks, its questions and its answers.

The stores themselves are packages in here, each imported by its own name. What they share may
import `graphapi.domain` and `graphapi.errors`, `memory` also `graphapi.graph`. Knows no GraphQL and
no HTTP.
"""

from graphapi.store.answers.connections import (
    ArticleConnection,
    ArticleGroup,
    Connection,
    MaybeAwaitable,
    SearchConnection,
    TimelinePoint,
)
from graphapi.store.answers.edges import Edge, ReachableEdge, RelatedEdge, SearchEdge, SimilarEdge
from graphapi.store.answers.values import (
    ArticlePath,
    ArticleSource,
    ArticleStats,
    CorpusSummary,
    Counted,
    NumberStats,
    PathBridge,
    SourceRole,
    Subgraph,
    Suggestion,
)
from graphapi.store.interface import Store, Within
from graphapi.store.questions.bounds import (
    DEFAULT_PAGE,
    MAX_FILTER_DEPTH,
    MAX_GROUP_KEYS,
    MAX_GROUPS,
    MAX_HOPS,
    MAX_LIST,
    MAX_NEIGHBORHOOD,
    MAX_PAGE,
    MAX_POINTS,
    MAX_REPORT,
    MAX_SHARED_TERMS,
    MAX_STARTS,
    MAX_URLS,
)
from graphapi.store.questions.dimensions import (
    USUAL_POINTS,
    ArticleGroupKey,
    GroupOrder,
    TimeInterval,
)
from graphapi.store.questions.filters import (
    ArticleFilter,
    DateTimeFilter,
    IntFilter,
    ProviderFilter,
    StringFilter,
)
from graphapi.store.questions.orders import (
    ArticleOrder,
    ArticleOrderField,
    OrderDirection,
    Period,
    ProviderOrder,
    ProviderOrderField,
    StoryOrder,
    TopicOrder,
    TopicOrderField,
)
from graphapi.store.questions.paging import PageInfo, PageRequest

__all__ = [
    "DEFAULT_PAGE",
    "MAX_FILTER_DEPTH",
    "MAX_GROUPS",
    "MAX_GROUP_KEYS",
    "MAX_HOPS",
    "MAX_LIST",
    "MAX_NEIGHBORHOOD",
    "MAX_PAGE",
    "MAX_POINTS",
    "MAX_REPORT",
    "MAX_SHARED_TERMS",
    "MAX_STARTS",
    "MAX_URLS",
    "USUAL_POINTS",
    "ArticleConnection",
    "ArticleFilter",
    "ArticleGroup",
    "ArticleGroupKey",
    "ArticleOrder",
    "ArticleOrderField",
    "ArticlePath",
    "ArticleSource",
    "ArticleStats",
    "Connection",
    "CorpusSummary",
    "Counted",
    "DateTimeFilter",
    "Edge",
    "GroupOrder",
    "IntFilter",
    "MaybeAwaitable",
    "NumberStats",
    "OrderDirection",
    "PageInfo",
    "PageRequest",
    "PathBridge",
    "Period",
    "ProviderFilter",
    "ProviderOrder",
    "ProviderOrderField",
    "ReachableEdge",
    "RelatedEdge",
    "SearchConnection",
    "SearchEdge",
    "SimilarEdge",
    "SourceRole",
    "Store",
    "StoryOrder",
    "StringFilter",
    "Subgraph",
    "Suggestion",
    "TimeInterval",
    "TimelinePoint",
    "TopicOrder",
    "TopicOrderField",
    "Within",
]
