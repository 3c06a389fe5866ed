"""Running servers: the listening socket, worker processes and the limit of open files."""

__all__: list[str] = []
