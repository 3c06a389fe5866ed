"""Front matter as text: finding it, and reading YAML, TOML and JSON without guessing types."""

__all__: list[str] = []
