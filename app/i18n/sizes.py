"""Numbers of bytes in words."""


def binary_size(count: int) -> str:
    """A limit, in binary units: ``1 GiB``, ``64 KiB``."""
    for unit, factor in (("GiB", 1024**3), ("MiB", 1024**2), ("KiB", 1024)):
        if count >= factor:
            return f"{count / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{count} B"


def decimal_size(count: int) -> str:
    """The size of a file, in decimal units: ``1.4 MB``."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} B"
