"""GB18030 to UTF-8 by the C library: fast, strict, and in pieces of bounded size."""

from __future__ import annotations

import ctypes
import gzip
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import IO

import numpy as np

_CHUNK = 1 << 21
_THREADS = 2
# Bytes that are no part of a longer character, most of them in every text.
_CUTS = (b"\n", b",", b"\r")
_NOT_OPENED = ctypes.c_void_p(-1).value


class UnconvertedError(Exception):
    """The C library has no converter here, or does not know some character."""


def convert(source: IO[bytes] | gzip.GzipFile, target: IO[bytes]) -> None:
    """Write the text of `source`, from where it stands, to `target`.

    Raises:
        UnconvertedError: `target` then holds a part of the text.
    """
    # Foreign functions run without Python's lock: two pieces at a time.
    with ThreadPoolExecutor(_THREADS) as pool:
        waiting: deque[Future[memoryview]] = deque()
        try:
            for piece in _pieces(source):
                waiting.append(pool.submit(_convert, piece))
                if len(waiting) > _THREADS:
                    target.write(waiting.popleft().result())
            while waiting:
                target.write(waiting.popleft().result())
        finally:
            for future in waiting:
                future.cancel()
    target.flush()


def _pieces(source: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    """The text in pieces that do not end within a character."""
    rest = b""
    while chunk := source.read(_CHUNK):
        chunk = rest + chunk
        cut = next(filter(None, (chunk.rfind(byte) + 1 for byte in _CUTS)), 0)
        rest = chunk[cut:]
        if cut:
            yield chunk[:cut]
    if rest:
        yield rest


def _convert(piece: bytes) -> memoryview:
    library = _library()
    converter = library.iconv_open(b"UTF-8", b"GB18030")
    if converter == _NOT_OPENED:
        raise UnconvertedError
    try:
        # Two bytes become three at most, one remains one.
        text = np.empty(2 * len(piece), dtype=np.uint8)
        source, target = ctypes.c_char_p(piece), ctypes.c_void_p(text.ctypes.data)
        unread, free = ctypes.c_size_t(len(piece)), ctypes.c_size_t(len(text))
        result = library.iconv(
            converter,
            ctypes.byref(source),
            ctypes.byref(unread),
            ctypes.byref(target),
            ctypes.byref(free),
        )
        if result or unread.value:  # it stopped, or something was only like it
            raise UnconvertedError
        return text[: len(text) - free.value].data
    finally:
        library.iconv_close(converter)


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(None)
    try:
        library.iconv_open.restype = ctypes.c_void_p
        library.iconv_open.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
        library.iconv.restype = ctypes.c_size_t
        library.iconv.argtypes = [ctypes.c_void_p, *[ctypes.c_void_p] * 4]
        library.iconv_close.argtypes = [ctypes.c_void_p]
    except AttributeError as error:  # a C library without it
        raise UnconvertedError from error
    return library
