"""Colours, named once, and what every figure shares."""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from typing import Any

from dashboards.drawing import Drawing

FONT = (
    "'HarmonyOS Sans SC', MiSans, 'PingFang SC', 'Microsoft YaHei',"
    " 'Noto Sans CJK SC', sans-serif"
)
SCHEMES = ("light", "dark")

# Mantine's dark ramp, from text to background, replaced by navy.
NAVY = [
    "#E8EEF7",
    "#C9D5E5",
    "#9FB0C6",
    "#6C7F99",
    "#3B5070",
    "#2B4060",
    "#22344F",
    "#122034",
    "#0F1A2B",
    "#0B1524",
]
MANTINE_THEME: dict[str, Any] = {
    "fontFamily": FONT,
    "defaultRadius": "md",
    "primaryColor": "blue",
    "colors": {"dark": NAVY},
}


@dataclass(frozen=True)
class Palette:
    """The tokens of one colour scheme; style.css has the same values."""

    card: str
    ink: str
    ink2: str
    line: str
    accent: str
    good: str
    good_fill: str
    bad: str
    bad_fill: str
    series: tuple[str, str]
    last_year: str
    # From little to much; in the dark what stands out is much.
    sequential: tuple[str, ...]
    on_strong: str
    # Sizes in pixels: of text in figures, and of a row of bars.
    text: int = 12
    row: int = 35
    # A wall's figures fill the room that there is, so that nothing scrolls.
    fills: bool = False

    def judged(self, judgement: str) -> str:
        """Text colour of a judgement: good, bad or neutral."""
        return {"good": self.good, "bad": self.bad}.get(judgement, self.ink2)


PALETTES = {
    "light": Palette(
        card="#FFFFFF",
        ink="#15233A",
        ink2="#5A6779",
        line="#E3E9F0",
        accent="#1F5FBF",
        good="#0B6E77",
        good_fill="#0E7C86",
        bad="#B4430F",
        bad_fill="#C8501E",
        series=("#1F5FBF", "#7FB0F0"),
        last_year="#8A97A8",
        sequential=("#E6EFFB", "#BFD6F5", "#8DB5EC", "#3A73C8", "#1B4F9C"),
        on_strong="#FFFFFF",
    ),
    "dark": Palette(
        card="#122034",
        ink="#E8EEF7",
        ink2="#9FB0C6",
        line="#22344F",
        accent="#6FA8F7",
        good="#4FC3C0",
        good_fill="#0E7C86",
        bad="#FF9A66",
        bad_fill="#C8501E",
        series=("#3A7BDD", "#9CC3F7"),
        last_year="#B4C1D2",
        sequential=("#1B2D49", "#23447A", "#2C5FAE", "#7FB0F0", "#B9D6FB"),
        on_strong="#0B1524",
    ),
}
# Read from across a room.
PALETTES["wall"] = replace(PALETTES["dark"], text=15, row=39, fills=True)


def paper_colours() -> str:
    """The light colour of each dark one, by which what is dark is printed: `#A>#B`."""
    dark, light = (_colours(PALETTES[scheme]) for scheme in ("dark", "light"))
    return " ".join(f"{a}>{b}" for a, b in zip(dark, light, strict=True) if a != b)


def _colours(palette: Palette) -> list[str]:
    held = astuple(palette)
    flat = [
        x for value in held for x in (value if isinstance(value, tuple) else [value])
    ]
    return [colour for colour in flat if isinstance(colour, str)]


# plotly.js may otherwise offer to send a chart to a public server.
GRAPH_CONFIG: Any = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": True,
    "locale": "zh-CN",
}


def base_figure(palette: Palette, *, height: int) -> Drawing:
    """An empty figure in the house style; `height` in pixels is what it would like."""
    figure = Drawing(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": palette.text, "color": palette.ink2},
        hoverlabel={
            "bgcolor": palette.card,
            "bordercolor": palette.line,
            "font": {"family": FONT, "size": palette.text + 1, "color": palette.ink},
        },
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        dragmode=False,
        barcornerradius=3,
    )
    if palette.fills:
        figure.update_layout(autosize=True)
    figure.update_xaxes(
        fixedrange=True,
        showgrid=False,
        zeroline=False,
        automargin=True,
        tickangle=0,
        ticklabelstandoff=7,
    )
    figure.update_yaxes(
        fixedrange=True, gridcolor=palette.line, zeroline=False, automargin=True
    )
    return figure
