"""A new chart is a figure, a card, a line in its page, and its texts in two languages."""

from __future__ import annotations

import filecmp
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import PROJECT
from tests.dashboards.conftest import EditionMaker
from warehouse.settings import Settings

FIGURE = '''"""Months as bars."""

from dashboards.drawing import Drawing
from dashboards.theme import Palette, base_figure


def months(labels: list[str], values: list[float], palette: Palette) -> Drawing:
    """One bar a month."""
    figure = base_figure(palette, height=200)
    figure.add_bar(x=labels, y=values, marker={"color": palette.series[0]})
    return figure
'''
CARD = '''"""A card with the months of cards involved."""

from dash import html

from dashboards import queries
from dashboards.components.about import about
from dashboards.components.blocks import card, graph
from dashboards.figures.months import months
from dashboards.view import View

_CODE = "cards_involved"


def months_card(view: View) -> html.Section:
    """The card."""
    rows = queries.months(
        view.reader, view.scope, view.entity, _CODE, view.months_span
    )
    labels = [str(row["period_start"]) for row in rows]
    figure = months(labels, [row["value"] for row in rows], view.palette)
    title = view.t("months.title")
    return card(title, graph(figure, "months"), info=about(view, _CODE))
'''
# What is asked of the copy: the page in each language, and what the graph shows.
ASK = """
import json
from dashboards.data import CITY_SCOPE, Warehouse
from dashboards.render import render
from dashboards.state import read_state
from tests.dashboards.parts import components, text
from warehouse.settings import Settings

reader = Warehouse(Settings()).reader()
told = {}
for language in ("zh", "en"):
    state = read_state("/cards", "", {"language": language})
    page = render(reader, CITY_SCOPE, state).page
    graphs = {g.id["name"]: g for g in components(page) if hasattr(g, "figure")}
    told[language] = [text(page), list(graphs["months"].figure["data"][0]["y"])]
print(json.dumps(told))
"""


def _extend(dashboards: Path) -> None:
    """What CONTRIBUTING says, and nothing else."""
    (dashboards / "figures" / "months.py").write_text(FIGURE, "utf-8")
    (dashboards / "components" / "months.py").write_text(CARD, "utf-8")
    page = dashboards / "pages" / "cards.py"
    content = page.read_text("utf-8")
    line, last = "from dashboards.components.page_head import", "unit_table(view),"
    assert line in content and last in content
    new = f"from dashboards.components.months import months_card\n{line}"
    content = content.replace(line, new, 1).replace(last, f"{last} months_card(view),")
    page.write_text(content, "utf-8")
    for language, title in (("zh", "各月涉案卡"), ("en", "Cards by month")):
        texts = dashboards / "locales" / language / "cards.json"
        known = json.loads(texts.read_text("utf-8"))
        told = json.dumps({**known, "months.title": title}, ensure_ascii=False)
        texts.write_text(told, "utf-8")


def test_it_is_shown_and_five_files_are_touched(
    tmp_path: Path, settings: Settings, publish: EditionMaker
) -> None:
    before, after = PROJECT / "dashboards", tmp_path / "copy" / "dashboards"
    ignored = shutil.ignore_patterns("__pycache__", "*.js", "*.gz", "*.br")
    shutil.copytree(before, after, ignore=ignored)
    _extend(after)
    publish("20240801T000000")

    answer = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "FANZHA_HOME": str(settings.home),
            "PYTHONPATH": os.pathsep.join([str(after.parent), str(PROJECT)]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONSAFEPATH": "1",
        },
    )

    told = json.loads(answer.stdout)
    assert "各月涉案卡" in told["zh"][0] and "Cards by month" in told["en"][0]
    assert told["zh"][1] == told["en"][1] == [869.0]
    assert _touched(before, after) == {
        "figures/months.py",
        "components/months.py",
        "pages/cards.py",
        "locales/zh/cards.json",
        "locales/en/cards.json",
    }


def _touched(before: Path, after: Path) -> set[str]:
    """Files of the copy that are new or another."""
    files = [path.relative_to(after) for path in after.rglob("*") if path.is_file()]
    return {
        str(file)
        for file in files
        if not (before / file).exists()
        or not filecmp.cmp(before / file, after / file, shallow=False)
    }
