"""`python -m graphapi` is `graphapi`."""

from graphapi.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
