"""Figures are plain values: plotly itself must know every property of every one."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from dashboards.data import Reader
from dashboards.drawing import Drawing
from dashboards.pages.registry import PAGES
from tests.dashboards.shown import figures, page

_ADDRESSES = [
    "",
    "?grain=month&county=530402&compare=prev&lang=en",
    "?grain=year&by=issuer&station=530426020000&unit=bank_icbc&type=romance",
]


@pytest.mark.parametrize("search", _ADDRESSES)
@pytest.mark.parametrize("path", PAGES)
def test_plotly_knows_all_that_a_page_draws(
    demo_reader: Reader, path: str, search: str
) -> None:
    drawn = figures(page(demo_reader, path, search))
    assert drawn or path in ("/quality", "/rows")
    # What fills its place has no height of its own.
    assert all(
        figure.data and bool(figure.layout.height) != bool(figure.layout.autosize)
        for figure in drawn.values()
    )


@pytest.mark.parametrize(
    "wrong", [{"colour": "red"}, {"marker": {"sice": 3}}, {"opacity": 2}]
)
def test_plotly_refuses_what_it_does_not_know(wrong: dict[str, object]) -> None:
    drawing = Drawing()
    drawing.add_bar(x=[1], y=[2], **wrong)
    with pytest.raises(ValueError, match="Invalid"):
        go.Figure(drawing.to_plotly_json())


def test_changes_keep_what_they_do_not_name() -> None:
    drawing = Drawing(height=10, margin={"l": 8, "r": 8})
    drawing.update_layout(margin={"r": 50}, annotations=[{"text": "a"}])
    drawing.update_yaxes(range=[0, 1])
    drawing.update_yaxes(range=[2, 3], nticks=4)
    drawing.add_annotation(text="b")
    drawing.add_vline(3, line={"width": 1})
    layout = drawing.layout
    assert layout["margin"] == {"l": 8, "r": 50}
    assert layout["yaxis"] == {"range": [2, 3], "nticks": 4}
    assert [note["text"] for note in layout["annotations"]] == ["a", "b"]
    assert (layout["shapes"][0]["x0"], layout["shapes"][0]["yref"]) == (3, "y domain")
