"""Addresses that a server listens on: host and port, a bound socket, whether others reach it."""

import socket
from ipaddress import ip_address

_THIS_MACHINE = "127.0.0.1"
_LAST_PORT = 65_535


def host_and_port(address: str) -> tuple[str, int]:
    """Parse ``host:port``, ``:port`` (this machine alone) or ``[IPv6]:port``.

    Raises ``ValueError``.
    """
    host, _, port = address.rpartition(":")
    number = int(port)
    if not 0 <= number <= _LAST_PORT:
        raise ValueError(f"{number} is not a port")
    return host.strip("[]") or _THIS_MACHINE, number


def bind(address: str) -> socket.socket:
    """Bind such an address.

    Raises ``OSError`` if it is in use, ``ValueError`` if it cannot be parsed.
    """
    host, port = host_and_port(address)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def is_loopback(host: str) -> bool:
    """Whether a host, by its name or address, is this machine for itself alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
