"""The files of a corpus: finding them, decoding them, and reading them in batches."""

__all__: list[str] = []
