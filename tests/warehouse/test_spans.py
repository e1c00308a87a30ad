"""What people write for a period."""

from datetime import date

import pytest

from warehouse.spans import GRAINS, SpanError, read_span


@pytest.mark.parametrize(
    ("text", "start", "end", "grain"),
    [
        ("2024", "2024-01-01", "2024-12-31", "year"),
        ("2024年", "2024-01-01", "2024-12-31", "year"),
        ("2024-H1", "2024-01-01", "2024-06-30", "half"),
        ("2024h2", "2024-07-01", "2024-12-31", "half"),
        ("2024年上半年", "2024-01-01", "2024-06-30", "half"),
        ("2024下半年", "2024-07-01", "2024-12-31", "half"),
        ("2024Q2", "2024-04-01", "2024-06-30", "quarter"),
        ("2024年第2季度", "2024-04-01", "2024-06-30", "quarter"),
        ("2024年四季度", "2024-10-01", "2024-12-31", "quarter"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2023年2月", "2023-02-01", "2023-02-28", "month"),
        ("２０２４年６月", "2024-06-01", "2024-06-30", "month"),
        ("2024-W23", "2024-06-03", "2024-06-09", "week"),
        ("2024-W01", "2024-01-01", "2024-01-07", "week"),
        ("2021-W53", None, None, None),
        ("2024-01..06", "2024-01-01", "2024-06-30", "ytd"),
        ("2024年1-6月", "2024-01-01", "2024-06-30", "ytd"),
        ("2024年1月至6月", "2024-01-01", "2024-06-30", "ytd"),
        ("2024年1—6月", "2024-01-01", "2024-06-30", "ytd"),
        ("2024年4–6月", "2024-04-01", "2024-06-30", "half"),
        ("2024-01-01..2024-06-30", "2024-01-01", "2024-06-30", "half"),
        ("2024-06-03 至 2024-06-09", "2024-06-03", "2024-06-09", "half"),
        ("2024-13", None, None, None),
        ("2024-02-30..2024-03-01", None, None, None),
        ("2024H3", None, None, None),
        ("上半年", None, None, None),
        ("", None, None, None),
    ],
)
def test_a_period_is_read_in_the_forms_in_use(
    text: str, start: str | None, end: str | None, grain: str | None
) -> None:
    if start is None:
        with pytest.raises(SpanError, match="no such date|not a period"):
            read_span(text)
        return
    span = read_span(text)
    assert (span.start.isoformat(), span.end.isoformat()) == (start, end)
    assert span.grains[0] == grain


def test_two_days_may_be_any_grain() -> None:
    span = read_span("2024-01-01..2024-01-31")
    assert (span.start, span.end) == (date(2024, 1, 1), date(2024, 1, 31))
    assert span.grains == GRAINS
