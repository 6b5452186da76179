"""Gives up rights: resource limits everywhere, on Linux also a filter of system calls, set through the C library."""

import ctypes
import math
import os
import platform
import resource
import signal
import struct
from contextlib import suppress

_MORE_FILES = 64  # Beside those handed in: the modules and tables that a format needs only when it is met.
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC = 1, 1
_CLONE_THREAD = 0x10000
# Any of these in the flags of an opening is refused: to write, to create, to empty, and to make a file without a name
# (`__O_TMPFILE` without the flag for folders, which it goes with).
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | 0o20000000
_ALLOW, _EPERM, _ENOSYS = 0x7FFF0000, 0x00050001, 0x00050026
_LOAD, _EQUAL, _AT_LEAST, _SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06

# Numbers of the system calls that are refused: sockets and io_uring; starting, tracing, signalling or renaming
# processes, and mounting; making, moving and changing files. `prlimit64` is left out, because starting a thread may ask
# for the size of its stack. Source: asm/unistd_64.h (x86_64) and asm-generic/unistd.h (aarch64) of the kernel's
# headers, compared on 27 November 2026 with those of Linux 6.12. The kernel never changes a number.
_REFUSED = {
    "x86_64": "41-55 57-59 62 76-77 82-88 90-94 101 109 112 129 132-133 155 161 165-166 169 175 188-190 197-200 235 "
    "246 248-250 258-261 263-266 268 272 280 288 298-299 307-308 310-311 313 316 319 321-323 424-427 434 "
    "438",
    "aarch64": "5-7 14-16 33-41 45-46 51-55 88 97 104-105 117 129-130 138 142 154 157 198-212 217-219 221 241-243 "
    "268-271 273 276 279-282 424-427 434 438",
}
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_OPEN = {"x86_64": ((2, 1), (257, 2)), "aarch64": ((56, 2),)}  # (call, number of its argument with the flags)
_OPEN2 = 437
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def confine(memory: int, cpu_s: float) -> list[str]:
    """Sets every protection that this system has; returns the names of those that could not be set.

    ``memory`` is a limit in bytes, ``cpu_s`` one in seconds of processor time.
    """
    failed = [name for name, kind, value in _resources(memory, cpu_s) if not _limit(kind, value)]
    if platform.system() != "Linux":
        return [*failed, "parent-death", "memory-of-others", "no-new-privileges", "system-calls", "files"]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0):
        failed.append("parent-death")
    if not close_memory():
        failed.append("memory-of-others")
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        failed.append("no-new-privileges")
    if not _filter(libc):
        failed.append("system-calls")
    if _can_open("/"):  # ``app.sandbox.enter`` has closed it, where the kernel can
        failed.append("files")
    return failed


def close_memory() -> bool:
    """Protects the memory of this process: from now on no other process of the same user can look into it or change it,
    and no dump of it is written.

    Both sides of the sandbox need it: the parent holds the keys of all cases.
    """
    if platform.system() != "Linux":
        return False
    return bool(ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)


def _can_open(path: str) -> bool:
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return False
    return True


def _resources(memory: int, cpu_s: float) -> list[tuple[str, int, int]]:
    """Name, resource and value of each limit. RLIMIT_AS would be stricter than RLIMIT_DATA, but Polars needs far more
    address space than memory."""
    return [
        ("memory", resource.RLIMIT_DATA, memory),
        ("cpu", resource.RLIMIT_CPU, math.ceil(cpu_s)),
        ("file-size", resource.RLIMIT_FSIZE, 0),
        ("open-files", resource.RLIMIT_NOFILE, _next_file() + _MORE_FILES),
        ("core", resource.RLIMIT_CORE, 0),
    ]


def limit_cpu(cpu_s: float) -> None:
    """Ends this process when it has used ``cpu_s`` more seconds of processor time, in all its threads together.

    The hard limit that ``confine`` set stays: the soft one can be raised again for the next file.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(used.ru_utime + used.ru_stime + cpu_s)
    soft = soft if hard == resource.RLIM_INFINITY else min(soft, hard - 1)
    with suppress(OSError, ValueError):  # Then the limit of the whole process remains.
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _next_file() -> int:
    """The number that the next opened file would get; the files handed in, which may be many, have lower numbers."""
    number = os.dup(0)
    os.close(number)
    return number


def _limit(kind: int, value: int) -> bool:
    try:
        _, hard = resource.getrlimit(kind)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        # Where the two limits of the CPU time are equal, the kernel kills without saying why.
        spare = 1 if kind == resource.RLIMIT_CPU and hard == resource.RLIM_INFINITY else 0
        resource.setrlimit(kind, (value, value + spare))
    except (OSError, ValueError):
        return False
    return True


def _filter(libc: ctypes.CDLL) -> bool:
    """Installs the filter for all threads of this process, including those that Polars has already started."""
    machine = platform.machine()
    if machine not in _AUDIT or struct.calcsize("P") != 8:
        return False
    code = b"".join(_program(machine))
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    done = libc.syscall(
        ctypes.c_long(_SECCOMP[machine]),
        ctypes.c_ulong(_SECCOMP_SET_MODE_FILTER),
        ctypes.c_ulong(_SECCOMP_FILTER_FLAG_TSYNC),
        ctypes.byref(program),
    )
    return bool(done == 0)


def _program(machine: str) -> list[bytes]:
    """The filter: allow everything except the calls above, other call tables, opening files other than to read them,
    and new processes."""
    program = [_step(_LOAD, 4), _step(_EQUAL, _AUDIT[machine], 1, 0), _step(_RETURN, _EPERM), _step(_LOAD, 0)]
    if machine == "x86_64":  # The x32 table has the same architecture and other numbers.
        program += [_step(_AT_LEAST, 0x40000000, 0, 1), _step(_RETURN, _EPERM)]
    for call in _numbers(_REFUSED[machine]):
        program += [_step(_EQUAL, call, 0, 1), _step(_RETURN, _EPERM)]
    # The C library turns to the older calls, whose flags can be looked at, when these two do not exist.
    for call in (_CLONE3, _OPEN2):
        program += [_step(_EQUAL, call, 0, 1), _step(_RETURN, _ENOSYS)]
    for call, argument in _OPEN[machine]:
        program += _flagged(call, argument, _WRITES, refuse_when_set=True)
    program += _flagged(_CLONE[machine], 0, _CLONE_THREAD, refuse_when_set=False)
    return [*program, _step(_RETURN, _ALLOW)]


def _numbers(ranges: str) -> list[int]:
    """``"3 5-7"`` as 3, 5, 6, 7."""
    pairs = [part.partition("-") for part in ranges.split()]
    return [number for first, _, last in pairs for number in range(int(first), int(last or first) + 1)]


def _flagged(call: int, argument: int, flag: int, *, refuse_when_set: bool) -> list[bytes]:
    """Instructions that refuse ``call`` depending on whether a flag of one argument is set. The low half of the
    argument is at 16 + 8 × its number."""
    skip = (1, 0) if not refuse_when_set else (0, 1)
    return [
        _step(_EQUAL, call, 0, 4),
        _step(_LOAD, 16 + 8 * argument),
        _step(_SET, flag, *skip),
        _step(_RETURN, _EPERM),
        _step(_RETURN, _ALLOW),
    ]


def _step(code: int, value: int, true: int = 0, false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, true, false, value)
