"""Detection and recognition of lines of text: two ONNX models, run one after the other with one thread.

A batch is always one line: padding lines of different lengths to one width changes what is read.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import onnxruntime
from PIL import Image

from app.reader.pictures.components import Rectangle, components
from app.reader.pictures.models import DETECTION, RECOGNITION, model

Pixels = np.ndarray[Any, np.dtype[Any]]
_MULTIPLE = 32  # the sides of what the detection model takes
_LETTER, _LINE = 0.3, 0.5  # least probability of a pixel of text, and least mean of a line
_SPREAD = 1.6  # a detected core is smaller than its letters by this ratio of area to outline
_LEAST = 5  # pixels of the side of a line
_HEIGHT = 48  # pixels of a line as the recognition model takes it
_WIDEST = 3200  # pixels of the same line; a longer one is squeezed
_NARROWEST = 96
_GREY = 127.5
_COARSER = 0.7  # of the detail of the first reading
_DIGITS = re.compile(r"\d")


class TextLine(NamedTuple):
    """One line of text. ``lefts`` and ``rights`` are the places of its characters in pixels of the picture, ``sure``
    their probabilities; ``again`` is what a second reading of a coarser copy gave, of lines with digits."""

    box: Rectangle
    text: str
    lefts: Sequence[float]
    rights: Sequence[float]
    sure: Sequence[float]
    again: str = ""


class Engine:
    """The two models, loaded once; a picture is an array of height × width × 3 (RGB, 0 to 255)."""

    def __init__(self) -> None:
        self._detection, self._recognition = _session(DETECTION), _session(RECOGNITION)
        stored: str = self._recognition.get_modelmeta().custom_metadata_map["character"]
        self._characters = ["", *stored.split("\n"), " "]  # the first one means "no character"

    def boxes(self, picture: Image.Image, scale: float) -> list[Rectangle]:
        """The places of lines in a picture, looked for in a copy of it that is ``scale`` times as large."""
        width, height = (max(_MULTIPLE, round(side * scale / _MULTIPLE) * _MULTIPLE) for side in picture.size)
        small = picture.resize((width, height), Image.Resampling.BILINEAR)
        (letters,) = self._detection.run(None, {"x": _normal(small)})
        across, down = picture.width / width, picture.height / height
        return [
            Rectangle(
                max(0, int(box.left * across)),
                max(0, int(box.top * down)),
                min(picture.width, round(box.right * across)),
                min(picture.height, round(box.bottom * down)),
            )
            for box in _lines(letters[0, 0])
        ]

    def line(self, picture: Image.Image, box: Rectangle) -> TextLine:
        """What stands in a box of a picture; a line with digits is read twice, the second time with less detail."""
        cut = picture.crop(box)
        first = self._read(cut, box)
        if not _DIGITS.search(first.text):
            return first
        coarse = max(1, round(cut.width * _COARSER)), max(1, round(cut.height * _COARSER))
        return first._replace(again=self._read(cut.resize(coarse, Image.Resampling.BILINEAR), box).text)

    def _read(self, cut: Image.Image, box: Rectangle) -> TextLine:
        width = min(_WIDEST, max(1, round(cut.width * _HEIGHT / cut.height)))
        data = _normal(cut.resize((width, _HEIGHT), Image.Resampling.BICUBIC))
        if width < _NARROWEST:
            data = np.pad(data, ((0, 0), (0, 0), (0, 0), (0, _NARROWEST - width)))
        (steps,) = self._recognition.run(None, {"x": data})
        return self._decoded(box, steps[0], (box.right - box.left) / width * data.shape[3] / steps.shape[1])

    def _decoded(self, box: Rectangle, steps: Pixels, step: float) -> TextLine:
        """Greedy CTC: equal neighbours are one character; ``step`` is the width of a step in pixels."""
        best = steps.argmax(axis=1)
        text, lefts, rights, sure = [], list[float](), list[float](), list[float]()
        before = 0
        for place, code in enumerate(best.tolist()):
            if code and code != before:
                text.append(self._characters[code])
                lefts.append(box.left + place * step)
                rights.append(box.left + (place + 1) * step)
                sure.append(float(steps[place, code]))
            elif code:
                rights[-1] = box.left + (place + 1) * step
                sure[-1] = max(sure[-1], float(steps[place, code]))
            before = code
        return TextLine(box, "".join(text), lefts, rights, sure)


def _session(name: str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # it would keep the memory of the widest line for ever
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(model(name), options, providers=["CPUExecutionProvider"])


def _normal(picture: Image.Image) -> Pixels:
    """Blue, green, red from -1 to 1, as both models were trained; 1 × 3 × height × width."""
    data = np.asarray(picture, dtype=np.float32)[:, :, ::-1].transpose(2, 0, 1)
    return np.ascontiguousarray((data - _GREY) / _GREY)[None]


def _lines(letters: Pixels) -> list[Rectangle]:
    """The lines in a map of probabilities: connected parts, each widened by what the model has left out."""
    lines = []
    for box in components(letters > _LETTER):
        width, height = box.right - box.left, box.bottom - box.top
        if min(width, height) < _LEAST - 2 or letters[box.top : box.bottom, box.left : box.right].mean() < _LINE:
            continue
        wider = width * height * _SPREAD / (2 * (width + height))
        lines.append(
            Rectangle(
                *(round(side - wider) for side in (box.left, box.top)),
                *(round(side + wider) for side in (box.right, box.bottom)),
            )
        )
    return lines
