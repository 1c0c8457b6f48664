"""Limit the files that this process can see to those of its job, by Linux' Landlock.

A job reads its own code, the system's libraries and its inputs, and writes in the folders
that it is given; it cannot read tokens, other people's clips and the bot's data. Landlock
needs no root (Linux 5.13, see landlock(7)). Without it nothing is limited, and ``vidmuse
doctor`` reports that.
"""

import ctypes
import json
import os
import site
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""System calls; the numbers are the same on all machines."""
_VERSION_FLAG, _BENEATH, _NO_NEW_PRIVILEGES = 1, 1, 38
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _TRUNCATE = 1, 2, 4, 8, 1 << 14
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
"""Rights that a rule for a file, not a folder, may grant."""
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_ALL_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1}
_ALL = (1 << 15) - 1
"""All rights of version 3 except control of devices, which graphics cards need."""
_TCP, _SIGNALS_AND_SOCKETS = 3, 3
_TCP_VERSION, _SCOPE_VERSION = 4, 6
_SYSTEM = (
    "/usr", "/bin", "/sbin", "/lib", "/lib64", "/nix/store", "/sys", "/proc/self",
    "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/devices", "/proc/driver",
    "/proc/sys", "/run/opengl-driver", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
    "/etc/localtime", "/etc/fonts", "/etc/OpenCL", "/etc/glvnd", "/etc/vulkan",
    "/etc/nvidia", "/etc/nsswitch.conf", "/etc/passwd",
)  # fmt: skip
"""Folders that libraries read. They contain no secrets of this user."""
_DEVICES = Path("/dev")
_FILES_OF_OTHERS = {"shm", "mqueue"}
"""Entries of ``_DEVICES`` that are no devices: what processes share lies there."""
_PACKAGES = ("studio", "common")


@dataclass(frozen=True, slots=True)
class FileView:
    """The folders that a job may read, and those that it may also write."""

    readable: tuple[str, ...] = ()
    writable: tuple[str, ...] = ()

    def to_text(self) -> str:
        """Return the view as a command-line argument; ``parse`` reads it."""
        return json.dumps([self.readable, self.writable])

    @classmethod
    def parse(cls, text: str) -> "FileView":
        """Read the view from a command-line argument. Raises ``ValueError``."""
        readable, writable = json.loads(text)
        return cls(tuple(readable), tuple(writable))


class _RulesetAttributes(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathRule(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def limit_files(view: FileView) -> bool:
    """Apply the view to this process; return whether the system supports that.

    Call it before the process has threads.
    """
    if sys.platform != "linux":
        return False
    system = ctypes.CDLL(None, use_errno=True)
    version = system.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION_FLAG)
    if version < 1:
        return False
    handled = _ALL_BY_VERSION.get(version, _ALL)
    attributes = _RulesetAttributes(
        handled,
        _TCP if version >= _TCP_VERSION else 0,
        _SIGNALS_AND_SOCKETS if version >= _SCOPE_VERSION else 0,
    )
    size = 8 if version < _TCP_VERSION else 16 if version < _SCOPE_VERSION else 24
    ruleset = system.syscall(
        _CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(size), 0
    )
    if ruleset < 0:
        return False
    try:
        for path, rights in _rules(view, handled):
            _allow(system, ruleset, path, rights)
        zero = ctypes.c_ulong(0)
        system.prctl(_NO_NEW_PRIVILEGES, ctypes.c_ulong(1), zero, zero, zero)
        return not system.syscall(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _rules(view: FileView, everything: int) -> Iterator[tuple[str, int]]:
    """Yield paths with the rights beneath them."""
    for path in (*_SYSTEM, sys.prefix, sys.base_prefix, *site.getsitepackages()):
        yield path, _READ
    for entry in sys.path:
        yield from _code(entry)
    yield from _code(str(Path(__file__).parents[2]))
    for device in _DEVICES.iterdir():
        if device.name not in _FILES_OF_OTHERS:
            yield str(device), _READ | _WRITE_FILE
    for path in view.readable:
        yield path, _READ
    for path in (*view.writable, tempfile.gettempdir()):
        yield path, everything & ~_EXECUTE


def _code(entry: str) -> Iterator[tuple[str, int]]:
    """A folder of packages; of a checkout, which may hold ``.env``, only our packages."""
    if entry and (Path(entry) / _PACKAGES[0]).is_dir():
        yield entry, _READ_DIR
        for package in _PACKAGES:
            yield str(Path(entry) / package), _READ
    elif entry:
        yield entry, _READ


def _allow(system: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    """Add a rule, unless the path does not exist."""
    with suppress(OSError):
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not os.path.isdir(path):  # noqa: PTH112
                rights &= _OF_FILES
            rule = _PathRule(rights, parent)
            system.syscall(_ADD_RULE, ruleset, _BENEATH, ctypes.byref(rule), 0)
        finally:
            os.close(parent)
