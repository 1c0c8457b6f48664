"""Confine this process before it decodes a file from a stranger.

Limits of memory, CPU time and open files hold on every POSIX system. On Linux (x86-64
and ARM64) a seccomp filter also denies the network, and Landlock all files but those of the
job; neither needs root. Other systems have neither: run the studio in a container there.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass, field

from studio.media.file_view import FileView, limit_files

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
"""Options of prctl(2) and the mode of seccomp(2)."""
_SYSTEMS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""By machine: its audit number, and the number of its system call ``socket``."""
_IO_URING_SETUP = 425
_X32 = 0x40000000
"""x86-64 system calls from this number on are those of another ABI."""
_AF_UNIX, _NO_FAMILY = 1, 0xFFFF
_GRAPHICS_CARDS = ("/dev/nvidia0", "/dev/dri")
"""Graphics drivers use local sockets to system services."""
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
"""Operations of classic BPF."""
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | errno.EACCES
_THREAD_BYTES, _MOST_THREADS = 64 << 20, 128
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16
"""Offsets in ``struct seccomp_data``."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a process: ``memory`` bytes of data, CPU seconds, open files.

    ``view`` has its accessible folders.
    """

    memory: int
    cpu_seconds: int
    files: int
    view: FileView = field(default_factory=FileView)

    def arguments(self) -> tuple[str, str, str, str]:
        """Return the limits as command-line arguments; ``parse`` reads them."""
        numbers = str(self.memory), str(self.cpu_seconds), str(self.files)
        return *numbers, self.view.to_text()

    @classmethod
    def parse(cls, memory: str, cpu_seconds: str, files: str, view: str) -> "Limits":
        """Read the limits from command-line arguments. Raises ``ValueError``."""
        return cls(int(memory), int(cpu_seconds), int(files), FileView.parse(view))


@dataclass(frozen=True, slots=True)
class Confinement:
    """The applied restrictions: no network, no files but those of the job."""

    network: bool
    files: bool


def memory_per_core() -> int:
    """Return the bytes per core for the threads of a decoder, an encoder and numpy.

    Each has about one thread per core, with its stack and frames.
    """
    return min(os.cpu_count() or 1, _MOST_THREADS) * _THREAD_BYTES


def confine(limits: Limits) -> Confinement:
    """Apply the limits to this process; return the applied restrictions.

    Call it before the process has threads: the filters hold for the calling thread and
    for those that it starts.
    """
    _limit(limits)
    files = limit_files(limits.view)
    return Confinement(_deny_network(), files)


def _limit(limits: Limits) -> None:
    try:
        import resource  # noqa: PLC0415  # POSIX only
    except ImportError:
        return
    by_resource = {
        # Private writable memory. Unlike RLIMIT_AS it leaves out what GPU drivers and
        # the allocator only reserve.
        resource.RLIMIT_DATA: limits.memory,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_NOFILE: limits.files,
        resource.RLIMIT_CORE: 0,
    }
    for which, most in by_resource.items():
        _, hard = resource.getrlimit(which)
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):
            resource.setrlimit(which, (value, value))


def _deny_network() -> bool:
    system = _SYSTEMS.get(platform.machine())
    if sys.platform != "linux" or system is None:
        return False
    program = _program(*system)
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    zero = ctypes.c_ulong(0)
    if prctl(_NO_NEW_PRIVILEGES, ctypes.c_ulong(1), zero, zero, zero):
        return False
    return not prctl(_SECCOMP, ctypes.c_ulong(_FILTER), header, zero, zero)


def _program(machine: int, socket: int) -> bytes:
    """The filter that denies sockets, and io_uring, which can open sockets too.

    Local sockets are allowed for graphics drivers; socket pairs are harmless.
    """
    card = any(os.path.exists(path) for path in _GRAPHICS_CARDS)  # noqa: PTH110
    local = _AF_UNIX if card else _NO_FAMILY
    lines = (
        (_LOAD, 0, 0, _MACHINE),
        (_EQUAL, 0, 7, machine),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 5, 0, _X32),
        (_EQUAL, 4, 0, _IO_URING_SETUP),
        (_EQUAL, 0, 2, socket),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 0, 1, local),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    )
    return b"".join(struct.pack("HBBI", *line) for line in lines)
