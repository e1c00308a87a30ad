"""The schematic map: values that can be told apart, changes judged as everywhere."""

from __future__ import annotations

import re

import pytest

from dashboards.data import Reader
from tests.dashboards.shown import of_class, page, words


def _values(reader: Reader, path: str, search: str) -> list[str]:
    return [
        words(value) for value in of_class(page(reader, path, search), "tile-value")
    ]


@pytest.mark.parametrize("path", ["/", "/screen"])
@pytest.mark.parametrize("grain", ["half", "week"])
def test_tiles_have_two_decimals(demo_reader: Reader, path: str, grain: str) -> None:
    shown = _values(demo_reader, path, f"?grain={grain}")
    assert len(shown) == 9
    assert all(re.fullmatch(r"\d+\.\d\d", value) for value in shown)


def test_a_tiles_change_is_coloured_only_beyond_chance(demo_reader: Reader) -> None:
    shown = {
        words(of_class(tile, "tile-name")): of_class(tile, "change")[0]
        for tile in of_class(page(demo_reader, "/"), "tile")
    }
    assert "good" in (shown["红塔区"].className or "")
    assert "neutral" in (shown["元江县"].className or "")
    assert "37.8%" in words(shown["元江县"])
