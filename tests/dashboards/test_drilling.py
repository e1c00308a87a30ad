"""Where bars, tiles, cards and rows lead: to what they stand for, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import plotly.graph_objects as go
import pytest
from dash import dcc

from dashboards.data import Reader
from dashboards.pages.registry import PAGES
from tests.dashboards.shown import figures, of_class, page, parts, words

_MONTHS = {
    "/": ("cards-trend", "cases-trend"),
    "/cards": ("cards-trend",),
    "/cases": ("monthly-cases_filed", "type-months"),
    "/counties": ("county-trend", "control"),
    "/screen": ("cards-trend", "cases-trend"),
    "/strike": ("monthly-arrests",),
    "/warnings": ("monthly-prevented_cases",),
}


def _links(figure: go.Figure) -> Iterator[str | None]:
    for trace in figure.data:
        if trace.hoverinfo != "skip" and trace.customdata is not None:
            yield from (told[1] for told in trace.customdata)


def _hrefs(shown: Any) -> list[str]:
    return [part.href for part in parts(shown) if isinstance(part, dcc.Link)]


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/rows"])
@pytest.mark.parametrize("search", ["", "?county=530428&grain=month&compare=prev"])
def test_nothing_leads_to_what_is_not_known(
    demo_reader: Reader, path: str, search: str
) -> None:
    shown = page(demo_reader, path, search)
    drawn = [
        link for figure in figures(shown).values() for link in _links(figure) if link
    ]
    found = {*drawn, *_hrefs(shown)}
    assert found
    for address in found:
        target = urlsplit(address)
        if target.path == "/rows":
            continue  # proved with the rows themselves
        there = page(demo_reader, target.path, f"?{target.query}")
        assert "不存在" not in words(of_class(there, "banner")), address


@pytest.mark.parametrize(
    ("path", "name"),
    [(path, name) for path, names in _MONTHS.items() for name in names],
)
def test_a_month_leads_to_itself(demo_reader: Reader, path: str, name: str) -> None:
    links = list(_links(figures(page(demo_reader, path))[name]))
    periods = [parse_qs(urlsplit(link or "").query) for link in links]
    assert {chosen["grain"][0] for chosen in periods} == {"month"}
    last = {chosen["period"][0] for chosen in periods}
    assert {"2024-01-31", "2024-02-29", "2024-06-30"} <= last


@pytest.mark.parametrize("by", ["county", "card_type", "issuer"])
def test_who_contributed_is_one_click_away(demo_reader: Reader, by: str) -> None:
    drawn = figures(page(demo_reader, "/cards", f"?by={by}"))["waterfall"]
    first, *steps, last = _links(drawn)
    assert first is None and last is None and steps
    leads = {
        "county": "/cards?county=5304",
        "card_type": None,
        "issuer": "/units?by=issuer&unit=",
    }[by]
    for step in steps:
        if leads is None:
            assert step is None
        else:
            path, query = leads.split("?")
            assert step is not None and urlsplit(step).path == path
            assert query.rpartition("=")[0].rpartition("&")[2] in urlsplit(step).query


def test_a_countys_part_of_a_unit_leads_nowhere(demo_reader: Reader) -> None:
    """A unit's page is about the whole city."""
    drawn = figures(page(demo_reader, "/cards", "?by=issuer&county=530402"))
    assert set(_links(drawn["waterfall"])) == {None}


def test_a_type_leads_to_its_cases(demo_reader: Reader) -> None:
    drawn = figures(page(demo_reader, "/", "?county=530402"))
    for name in ("mix-cases_filed", "mix-loss_amount"):
        links = list(_links(drawn[name]))
        assert len(links) == 20  # ten bars and what they are compared with
        assert all(link and link.startswith("/cases?county=530402") for link in links)
        assert links[:10] == links[10:]


def test_a_cell_leads_to_its_type_in_its_month(demo_reader: Reader) -> None:
    drawn = figures(page(demo_reader, "/cases"))["type-months"]
    links = list(_links(drawn))
    assert len(set(links)) == len(links) == len(drawn.data[0].x)
    there = page(demo_reader, "/cases", f"?{urlsplit(links[0] or '').query}")
    assert "2024年1月" in words(of_class(there, "page-sub"))


def test_the_wall_leads_off_the_wall(demo_reader: Reader) -> None:
    shown = page(demo_reader, "/screen")
    drawn = [link for fig in figures(shown).values() for link in _links(fig) if link]
    assert drawn
    assert not any(link.startswith("/screen") for link in [*drawn, *_hrefs(shown)])


def test_a_card_of_the_overview_leads_to_its_topic(demo_reader: Reader) -> None:
    tops = of_class(page(demo_reader, "/", "?county=530402"), "kpi-top")
    heads = [_hrefs(top.children[0])[0] for top in tops]
    assert [urlsplit(link).path for link in heads] == [
        *("/cases", "/cases", "/cards"),
        *("/warnings", "/warnings", "/cases"),
    ]
    assert all("county=530402" in link for link in heads)
    elsewhere = of_class(page(demo_reader, "/cases"), "kpi-top")
    assert elsewhere and not any(_hrefs(top.children[0]) for top in elsewhere)


def test_what_needs_attention_leads_to_it(demo_reader: Reader) -> None:
    found = of_class(page(demo_reader, "/"), "watch")
    assert found
    for item in found:
        [link] = _hrefs(item)
        assert urlsplit(link).path in ("/cards", "/cases")
    assert "元江县" in words(found[0]) and "county=530428" in _hrefs(found[0])[0]


def test_the_rows_of_tables_lead_to_their_unit_or_station(demo_reader: Reader) -> None:
    units = [
        link
        for link in _hrefs(page(demo_reader, "/cards"))
        if link.startswith("/units")
    ]
    assert len(units) == 14 and all("unit=" in link for link in units)
    shown = page(demo_reader, "/warnings", "?county=530402")
    stations = [link for link in _hrefs(shown) if "station=" in link]
    assert stations and all(link.startswith("/counties?") for link in stations)


def test_one_dimension_offers_no_choice(demo_reader: Reader) -> None:
    def switches(search: str) -> int:
        shown = page(demo_reader, "/cases", search)
        return sum(getattr(p, "id", {}).get("key") == "by" for p in parts(shown)
                   if isinstance(getattr(p, "id", None), dict))  # fmt: skip

    assert switches("") == 1
    assert switches("?county=530402") == 0
