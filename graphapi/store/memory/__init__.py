"""The store that keeps a corpus in memory."""

from graphapi.store.memory.memory_store import MemoryStore

__all__ = ["MemoryStore"]
