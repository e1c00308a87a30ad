"""The last value of a key counts, and old lines do not pile up."""

from __future__ import annotations

from pathlib import Path

from pipelines.intake import line_cache
from pipelines.intake.line_cache import LineCache


def test_the_last_value_of_a_key_counts(tmp_path: Path) -> None:
    path = tmp_path / "cache.jsonl"
    for value in (1, {"文": "件"}):
        LineCache(path).put("a", value)
    LineCache(path).put("b\n", [None])
    cache = LineCache(path)
    assert cache.get("a") == {"文": "件"}
    assert cache.get("b\n") == [None]
    assert cache.get("c") is None


def test_a_line_that_was_cut_short_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "cache.jsonl"
    LineCache(path).put("a", 1)
    path.write_text(path.read_text("utf-8") + '\n["b", {"x')
    LineCache(path).put("c", 3)
    cache = LineCache(path)
    assert [cache.get(key) for key in "abc"] == [1, None, 3]


def test_old_lines_do_not_pile_up(tmp_path: Path) -> None:
    path = tmp_path / "cache.jsonl"
    cache = LineCache(path)
    for number in range(2 * line_cache._SLACK):
        cache.put("a", number)
    LineCache(path).put("b", 0)
    assert len(path.read_text("utf-8").split("\n")) < 5
    assert LineCache(path).get("a") == 2 * line_cache._SLACK - 1
