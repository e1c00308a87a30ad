"""A mapped text in blocks of whole physical lines."""

from __future__ import annotations

import mmap
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_BLOCK_BYTES = 1 << 21


@dataclass(frozen=True)
class Lines:
    """Physical lines of a block, with their line breaks."""

    block: bytes
    bounds: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def offset_of(self, index: int) -> int:
        return int(self.bounds[index])

    def text(self, index: int) -> str:
        raw = self.block[self.bounds[index] : self.bounds[index + 1]]
        return raw.decode("utf-8")

    def only(self, chosen: npt.NDArray[np.bool_]) -> bytes:
        """The text of some lines."""
        edges = np.flatnonzero(np.diff(np.concatenate(([0], chosen, [0]))))
        runs = self.bounds[edges].reshape(-1, 2)
        return b"".join(self.block[first:last] for first, last in runs)

    @property
    def array(self) -> pa.LargeStringArray:
        offsets = pa.py_buffer(self.bounds.astype(np.int64).tobytes())
        return pa.LargeStringArray.from_buffers(
            len(self), offsets, pa.py_buffer(self.block)
        )


def lines_from(buffer: mmap.mmap, start: int, *, at_least: int) -> Lines:
    """The next block of lines: some megabytes, and so many lines if there are."""
    size = _BLOCK_BYTES
    while True:
        end = _block_end(buffer, start, size)
        lines = _lines(buffer[start:end])
        if len(lines) >= at_least or end == len(buffer):
            return lines
        size *= 4


def _block_end(buffer: mmap.mmap, start: int, size: int) -> int:
    end = min(start + size, len(buffer))
    if end < len(buffer):
        newline = buffer.rfind(b"\n", start, end)
        if newline < 0:
            newline = buffer.find(b"\n", end)
        end = newline + 1 if newline >= 0 else len(buffer)
    return end


def _lines(block: bytes) -> Lines:
    breaks = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == 10) + 1
    if len(breaks) == 0 or breaks[-1] != len(block):
        breaks = np.append(breaks, len(block))
    return Lines(block, np.concatenate(([0], breaks)).astype(np.int64))
