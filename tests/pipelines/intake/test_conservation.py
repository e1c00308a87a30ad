"""Whatever a file holds, every record is good, quarantined or skipped."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipelines.intake import csv_blocks
from tests.pipelines.intake.landing import (
    CASE,
    assert_conserved,
    case,
    csv_text,
    deliver,
    good,
    quarantined,
)
from warehouse.settings import Settings

CELLS = st.one_of(
    st.sampled_from(
        ["", "2024-01-02", "1e3", "合计", "红塔区", "有效", '"', "a,b", "\t", "１２"]
    ),
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8
    ),
)
ROWS = st.lists(
    st.dictionaries(st.sampled_from(sorted(CASE)), CELLS, max_size=4), max_size=8
)
# Arbitrary Unicode is not plausible as GB18030, and is refused.
CHINESE_ROWS = st.lists(
    st.dictionaries(
        st.sampled_from(sorted(CASE)),
        st.text(st.sampled_from('一有效网络电话，（）１2,"\t\n .-'), max_size=8),
        max_size=4,
    ),
    max_size=8,
)
LINES = st.lists(st.text(st.sampled_from('",;\t\r 1a中合计'), max_size=30), max_size=12)


def _take_in(content: str | bytes) -> tuple[int, int, int, int]:
    with TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home", _env_file=None)
        result = deliver(settings, content)
        assert_conserved(result)
        assert len(good(settings)) == result.rows_good
        rows = {line["_row_number"] for line in quarantined(settings)}
        assert len(rows) == result.rows_quarantined
        counts = (
            result.rows_in_file,
            result.rows_good,
            result.rows_quarantined,
            result.rows_skipped,
        )
        return counts  # type: ignore[return-value]


@hypothesis_settings(max_examples=15, deadline=None)
@given(changes=ROWS)
def test_records_written_are_records_counted(changes: list[dict[str, str]]) -> None:
    rows = [case(0)] + [case(n, **change) for n, change in enumerate(changes, 1)]
    in_file, good_rows, _, _ = _take_in(csv_text(rows))
    assert good_rows >= 1
    assert in_file == len(rows) or any(
        "\n" in v or "\r" in v or '"' in v for c in changes for v in c.values()
    )


@hypothesis_settings(max_examples=15, deadline=None)
@given(lines=LINES)
def test_arbitrary_lines_swallow_no_good_row(lines: list[str]) -> None:
    head, first, last = csv_text([case(1), case(2)]).splitlines()
    _, good_rows, _, _ = _take_in("\n".join([head, first, *lines, last]) + "\n")
    assert good_rows in (1, 2)
    if not any('"' in line for line in lines):
        assert good_rows == 2


@hypothesis_settings(max_examples=15, deadline=None)
@given(changes=CHINESE_ROWS)
def test_encodings_agree(changes: list[dict[str, str]]) -> None:
    rows = [case(0)] + [case(n, **change) for n, change in enumerate(changes, 1)]
    text = csv_text(rows)
    assert _take_in(text) == _take_in(text.encode("gb18030"))


def test_where_blocks_end_makes_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records with line breaks, damaged quotes and short lines, in tiny blocks."""
    jobs = ['教师, "兼职"', "教师\n兼职", "教师", "a\n\nb", '"', "一\r\n二"]
    rows = [case(n, 受害人职业=jobs[n * n % 6]) for n in range(1, 1500)]
    lines = csv_text(rows).split("\n")
    lines[40] = '未闭合,"' + lines[40]
    lines[700] = "短"
    lines[900] += ",长"
    content = "\n".join(lines)
    found = []
    for size in (1 << 21, 200, 5000, 30000):
        monkeypatch.setattr(csv_blocks, "_BLOCK_BYTES", size)
        home = Settings(home=tmp_path / str(size), _env_file=None)
        home.home.mkdir()
        (home.home / "pseudonym.key").write_text("ab" * 32)
        result = deliver(home, content)
        assert_conserved(result)
        found.append((good(home), quarantined(home)))
    assert found[1:] == found[:1] * 3
    assert len(found[0][0]) > 1490
