"""Running servers: the socket, worker processes and open files."""

__all__: list[str] = []
