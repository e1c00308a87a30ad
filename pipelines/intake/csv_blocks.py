"""A mapped text in blocks of whole physical lines."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_BLOCK_BYTES = 1 << 21


@dataclass(frozen=True)
class Lines:
    """Physical lines of a block, with their line breaks."""

    block: bytes

    @cached_property
    def bounds(self) -> npt.NDArray[np.int64]:
        """Where the lines begin, and the end of the last."""
        breaks = np.flatnonzero(np.frombuffer(self.block, dtype=np.uint8) == 10) + 1
        if len(breaks) == 0 or breaks[-1] != len(self.block):
            breaks = np.append(breaks, len(self.block))
        return np.concatenate(([0], breaks)).astype(np.int64)

    @cached_property
    def count(self) -> int:
        """Number of lines, without an index of them."""
        return self.block.count(b"\n") + (not self.block.endswith(b"\n"))

    @property
    def are_plain(self) -> bool:
        """Whether every line is a record: no quotes, no stray carriage returns."""
        if b'"' in self.block:
            return False
        returns = self.block.count(b"\r") if b"\r" in self.block else 0
        return returns == 0 or returns == self.block.count(b"\r\n")

    def offset_of(self, index: int) -> int:
        """Where a line begins; the end of the block for the one after the last."""
        if index == self.count:
            return len(self.block)
        return int(self.bounds[index])

    def text(self, index: int) -> str:
        """One line."""
        raw = self.block[self.bounds[index] : self.bounds[index + 1]]
        return raw.decode("utf-8")

    def only(self, chosen: npt.NDArray[np.bool_]) -> bytes:
        """The text of some lines."""
        edges = np.flatnonzero(np.diff(np.concatenate(([0], chosen, [0]))))
        runs = self.bounds[edges].reshape(-1, 2)
        return b"".join(self.block[first:last] for first, last in runs)

    @property
    def array(self) -> pa.LargeStringArray:
        """The lines as Arrow text that points into the block."""
        offsets = pa.py_buffer(self.bounds.tobytes())
        return pa.LargeStringArray.from_buffers(
            self.count, offsets, pa.py_buffer(self.block)
        )


def lines_from(buffer: mmap.mmap, start: int, *, at_least: int) -> Lines:
    """The next block of lines: some megabytes, and so many lines if there are."""
    size = _BLOCK_BYTES
    while True:
        end = _block_end(buffer, start, size)
        lines = Lines(buffer[start:end])
        if end == len(buffer) or lines.count >= at_least:
            return lines
        size *= 4


def forget(buffer: mmap.mmap, start: int, end: int) -> None:
    """Take a part that has been read out of this process's memory; it can come back."""
    first = start - start % mmap.PAGESIZE
    buffer.madvise(mmap.MADV_DONTNEED, first, end - first)


def _block_end(buffer: mmap.mmap, start: int, size: int) -> int:
    end = min(start + size, len(buffer))
    if end < len(buffer):
        newline = buffer.rfind(b"\n", start, end)
        if newline < 0:
            newline = buffer.find(b"\n", end)
        end = newline + 1 if newline >= 0 else len(buffer)
    return end
