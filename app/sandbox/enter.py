"""``python -m app.sandbox.enter MODULE [--once]``: the process that is forked for each child which runs MODULE, or with
``--once`` becomes the only one.

It gives up the files that MODULE does not need, which only a process of one thread can do for all of its threads (the
libraries of MODULE start some), loads MODULE, runs its ``prepare`` if it has one, and waits for requests. In each child
``main`` of MODULE runs.
"""

import compileall
import gc
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import cache_from_source, find_spec
from pathlib import Path

from app.sandbox.landlock import leave_only
from app.sandbox.template import fork_for_each_request, take_one_request

# What the C library, Python and Polars look at: names, zones and libraries, and what the machine is like.
_SYSTEM = (
    *("/usr", "/lib", "/lib64", "/nix/store", "/gnu/store"),
    *("/etc/ld.so.cache", "/etc/localtime", "/etc/nsswitch.conf", "/etc/passwd", "/etc/ssl/openssl.cnf"),
    *("/dev/null", "/dev/zero", "/dev/urandom", "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat"),
    *("/proc/sys/vm/overcommit_memory", "/sys/devices/system/cpu", "/sys/fs/cgroup", "/sys/kernel/mm"),
)
_LIBRARIES = ("site-packages", "dist-packages")
_ADDED = "MIOBOE_LAYOUTS"  # names a folder that the operator adds, from which the reader takes layouts
_OWN = ("app", "analyzers", "checklists")


def main() -> None:
    """Closes the files, loads the module, and runs it in each child."""
    name = sys.argv[1]
    packages = list(_packages({*_OWN, name.partition(".")[0]}))
    for folder in packages:
        _compile(folder)
    installed = (Path(path) for path in sys.path if Path(path).name in _LIBRARIES)
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    python = (Path(prefix) / name for prefix in prefixes for name in ("lib", "lib64"))
    added = [Path(os.environ[_ADDED])] if os.environ.get(_ADDED) else []
    readable = [*map(Path, _SYSTEM), *python, *installed, *packages, *added]
    leave_only(readable, listed=[Path(path or ".") for path in sys.path])
    gc.disable()  # Nothing that is loaded is garbage. A module that goes on for long enables it again.
    module = import_module(name)
    if prepare := getattr(module, "prepare", None):
        prepare()
    if "--once" in sys.argv:
        take_one_request()
    else:
        fork_for_each_request()
    module.main()


def _packages(names: set[str]) -> Iterator[Path]:
    """The folders of our own packages. Their parent folder is left out, because the data may be in it."""
    for name in names:
        if (spec := find_spec(name)) and spec.origin:
            yield Path(spec.origin).parent


def _compile(folder: Path) -> None:
    """Compiles the modules of a checkout at its first use, because no file can be written later. Modules installed by
    pip are compiled already."""
    if os.access(folder, os.W_OK) and not all(map(_is_compiled, os.walk(folder))):
        compileall.compile_dir(folder, quiet=2)


def _is_compiled(step: tuple[str, list[str], list[str]]) -> bool:
    """Whether all modules of a folder, as ``os.walk`` gives it, are compiled."""
    path, _, names = step
    modules = {name for name in names if name.endswith(".py")}
    if not modules:
        return True
    compiled, name = os.path.split(cache_from_source(f"{path}/x.py"))
    there = set(os.listdir(compiled)) if os.path.isdir(compiled) else set()
    return {module.removesuffix(".py") + name.removeprefix("x") for module in modules} <= there


if __name__ == "__main__":
    main()
