"""From files to typed records: front matter, canonical addresses, and every problem on the way.

Nothing here knows the graph, GraphQL or HTTP.
"""

from graphapi.corpus.addresses.address_keys import address_key
from graphapi.corpus.addresses.urls import canonical_url
from graphapi.corpus.file_kinds import FileKind
from graphapi.corpus.parsing.conversion import ADDRESS_KEYS
from graphapi.corpus.reader import Progress, load_corpus
from graphapi.corpus.records import (
    ArticleDocument,
    Corpus,
    Mention,
    OrganizationDocument,
    PassedOver,
    ProviderMention,
    RelatedEntry,
    TopicDocument,
)

__all__ = [
    "ADDRESS_KEYS",
    "ArticleDocument",
    "Corpus",
    "FileKind",
    "Mention",
    "OrganizationDocument",
    "PassedOver",
    "Progress",
    "ProviderMention",
    "RelatedEntry",
    "TopicDocument",
    "address_key",
    "canonical_url",
    "load_corpus",
]
