"""The limits of a child process. Mainly its own processor time and memory are limited; the wall clock is a last
resort."""

MEMORY = 700 << 20  # bytes
CPU_S = 600  # seconds of processor time for all that a child does, and more for large inputs
WALL = 10  # Seconds by the wall clock for one of processor time; a busy machine may leave a child waiting that long.
START_S = 100.0  # by the wall clock, for a child to load its modules, whatever the file
IDLE_S = 60.0  # after which a process that waits to fork children ends: until then it keeps some 70 MB of memory


def cpu_seconds(size: int) -> float:
    """Seconds of processor time for one file of ``size`` bytes, of all threads together."""
    return 10 + size / 10e6


def all_cpu_seconds(size: int) -> float:
    """Seconds of processor time for a child that is handed ``size`` bytes, which may be many files in archives."""
    return CPU_S + size / 10e6
