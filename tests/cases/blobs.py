"""Every blob of a case that the code defines."""

import ast
import importlib
from pathlib import Path
from typing import Any

import app
from app.storage.blob import Blob

APP = Path(app.__path__[0])


def every_blob() -> dict[str, Blob[Any]]:
    """The blobs by where they are defined: ``module.NAME``."""
    found: dict[str, Blob[Any]] = {}
    for path in APP.rglob("*.py"):
        module = ".".join((path.relative_to(APP.parent).with_suffix("")).parts).removesuffix(".__init__")
        for name in _defined(ast.parse(path.read_text())):
            found[f"{module}.{name}"] = getattr(importlib.import_module(module), name)
    return found


def own_blobs() -> list[Blob[Any]]:
    """Those of a case itself, one for each name; the others belong to a file."""
    return list({blob.name: blob for blob in reversed(every_blob().values()) if not blob.name.startswith(".")}.values())


def families() -> list[Blob[Any]]:
    """Those that every file of a kind has, one for each name."""
    return list({blob.name: blob for blob in every_blob().values() if blob.name.startswith(".")}.values())


def _defined(tree: ast.Module) -> list[str]:
    """The names of blobs that a module defines. Fails where one is made elsewhere than at its top."""
    top = [
        (one.targets[0] if isinstance(one, ast.Assign) else one.target, one.value)
        for one in tree.body
        if isinstance(one, ast.Assign | ast.AnnAssign)
    ]
    names = [target.id for target, value in top if isinstance(target, ast.Name) and _makes_a_blob(value)]
    assert len(names) == sum(map(_makes_a_blob, ast.walk(tree))), "a blob is made inside a function"
    return names


def _makes_a_blob(node: Any) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Blob"
