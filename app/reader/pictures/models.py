"""The two models that read text in pictures, which come with the extra ``mioboe[screens]``.

They are PP-OCRv6 small (PaddleOCR, Apache-2.0) as ONNX, carried by the wheel of ``rapidocr``, of which nothing else is
used: its library is never imported, because it may reach for the network.
"""

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

MODELS = {
    "PP-OCRv6_det_small.onnx": "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    "PP-OCRv6_rec_small.onnx": "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
}  # file name and SHA-256, as MODEL_LICENSES.md of rapidocr 3.10.0 lists them
DETECTION, RECOGNITION = MODELS


class NotTheModels(Exception):  # noqa: N818 (what happened)
    """A model is not the file that was examined; the message names it."""


@cache
def installed() -> bool:
    """Whether pictures can be read here. Nothing of the extra is imported for this."""
    return find_spec("onnxruntime") is not None and all((_folder() / name).is_file() for name in MODELS)


def model(name: str) -> bytes:
    """The bytes of a model. Raises ``NotTheModels`` where they differ from those that were examined."""
    data = (_folder() / name).read_bytes()
    if hashlib.sha256(data).hexdigest() != MODELS[name]:
        raise NotTheModels(name)
    return data


def _folder() -> Path:
    spec = find_spec("rapidocr")
    return Path(spec.origin).parent / "models" if spec and spec.origin else Path("rapidocr")
