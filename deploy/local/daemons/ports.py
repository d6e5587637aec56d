"""Free TCP ports on the loopback interface."""

import random
import socket

LOOPBACK = "127.0.0.1"
# Below the range the kernel gives to outgoing connections: a port stays free while its owner is dead and restarting.
LOWEST, HIGHEST = 20_000, 32_000
_given: set[int] = set()


def free_port() -> int:
    """A port that nobody listens on and that this process has not given away before.

    Raises:
        RuntimeError: when no free port was found.
    """
    for _ in range(1000):
        port = random.randint(LOWEST, HIGHEST)  # noqa: S311  (nothing secret about a port)
        if port not in _given and _is_free(port):
            _given.add(port)
            return port
    raise RuntimeError(f"no free port between {LOWEST} and {HIGHEST}")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: a connection in TIME_WAIT does not hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def answers(port: int, limit: float = 0.5) -> bool:
    """Whether something accepts connections on this loopback port within `limit` seconds."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=limit):
            return True
    except OSError:
        return False
