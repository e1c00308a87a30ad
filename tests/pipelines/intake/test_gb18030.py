"""Pieces of a text come out as the whole text does, whatever is in it."""

from __future__ import annotations

import io
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.intake import gb18030
from pipelines.intake.gb18030 import UnconvertedError, convert

# Of one, two and four bytes, in and beyond the basic plane.
_TEXT = st.text(st.sampled_from('a0,\n\r"~预警é€𠀀😀\u3000'), max_size=60)


@given(text=_TEXT, size=st.integers(1, 20))
def test_pieces_of_any_size_give_the_same_text(text: str, size: int) -> None:
    target = io.BytesIO()
    with mock.patch.object(gb18030, "_CHUNK", size):
        convert(io.BytesIO(text.encode("gb18030")), target)
    assert target.getvalue().decode() == text


def test_a_line_longer_than_a_piece_is_not_cut_within_a_character() -> None:
    text = "警" * 3_000_000 + "\n" + "号" * 10
    target = io.BytesIO()
    convert(io.BytesIO(text.encode("gb18030")), target)
    assert target.getvalue() == text.encode()


@pytest.mark.parametrize("raw", [b"ab\xff\n", b"\xb5", b"\x81\x30\n", b"ok\n\xc4"])
def test_what_is_not_gb18030_is_not_guessed(raw: bytes) -> None:
    with pytest.raises(UnconvertedError):
        convert(io.BytesIO(raw), io.BytesIO())


def test_without_a_converter_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Without:
        """A C library that knows no GB18030."""

        def iconv_open(self, to: bytes, of: bytes) -> int | None:
            """As the real one fails."""
            del to, of
            return gb18030._NOT_OPENED

    monkeypatch.setattr(gb18030, "_library", Without)
    with pytest.raises(UnconvertedError):
        convert(io.BytesIO(b"a\n"), io.BytesIO())
