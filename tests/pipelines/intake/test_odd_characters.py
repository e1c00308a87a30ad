"""Blocks and arrays find what a plain look at every cell finds."""

from __future__ import annotations

import mmap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.intake import odd_characters
from pipelines.intake.errors import RejectedError
from pipelines.intake.odd_characters import needs_folding

_CELL = st.text(st.sampled_from("ab预、。é 　，Ａ\u00a0\ufeff\t"), max_size=4)
_ROWS = st.lists(st.lists(_CELL, min_size=2, max_size=3), min_size=1, max_size=6)
_ALWAYS_ODD = {"　", "，", "Ａ", "\u00a0", "\ufeff"}


def _mapped(text: str) -> mmap.mmap:
    raw = text.encode()
    buffer = mmap.mmap(-1, len(raw))
    buffer.write(raw)
    return buffer


def _is_odd(cell: str) -> bool:
    return cell != cell.strip(" \t") or bool(_ALWAYS_ODD & set(cell))


@given(rows=_ROWS, block=st.sampled_from([4, 7, 16, 1 << 19]), quoted=st.booleans())
def test_what_a_plain_look_at_every_cell_finds(
    rows: list[list[str]], block: int, quoted: bool
) -> None:
    quote = '"' if quoted else ""
    text = "\r\n".join(",".join(quote + c + quote for c in row) for row in rows)
    expected = any(_is_odd(cell) for row in rows for cell in row)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(odd_characters, "_BLOCK_BYTES", block)
        with _mapped("start\n" + text + "\n") as buffer:
            found = needs_folding(buffer, len("start\n"), ",")
    # A tab within a cell is taken for one at its edge: to fold it changes nothing.
    assert found == expected or (found and "\t" in text)


def test_blanks_at_both_ends_of_the_text() -> None:
    for text in (" a,b\n", "a,b "):
        with _mapped(text) as buffer:
            assert needs_folding(buffer, 0, ",")
    with _mapped("a,b c") as buffer:
        assert not needs_folding(buffer, 0, ",")


def test_tabs_between_cells_are_not_odd() -> None:
    with _mapped("a\tb\nc\td\n") as buffer:
        assert not needs_folding(buffer, 0, "\t")
        assert needs_folding(buffer, 0, ",")


def test_a_zero_byte_is_no_text_wherever_it_is() -> None:
    text = "a,b\n" * 300_000 + "c\0,d\n"
    with _mapped(text) as buffer:
        with pytest.raises(RejectedError) as caught:
            needs_folding(buffer, 0, ",")
        assert caught.value.code == "not_text"
