"""Whatever a file holds, every record is good, quarantined or skipped."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

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


@hypothesis_settings(max_examples=25, deadline=None)
@given(changes=ROWS)
def test_records_written_are_records_counted(changes: list[dict[str, str]]) -> None:
    rows = [case(0)] + [case(n, **change) for n, change in enumerate(changes, 1)]
    in_file, good_rows, _, _ = _take_in(csv_text(rows))
    assert good_rows >= 1
    assert in_file == len(rows) or any(
        "\n" in v or "\r" in v or '"' in v for c in changes for v in c.values()
    )


@hypothesis_settings(max_examples=25, deadline=None)
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
