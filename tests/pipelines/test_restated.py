"""A figure is corrected after it was published: what the analyst can find out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from pipelines.intake import load_contracts
from tests.conftest import fanzha
from tests.pipelines.intake.landing import card, csv_text, land
from tests.pipelines.test_refresh import write_small_demo
from warehouse.editions import current_edition
from warehouse.settings import Settings

pytestmark = pytest.mark.long

_CITY = """
select kpi_code, edition_before, edition_after, value_after - value_before as difference,
    difference as told, reason, deliveries
from kpi.restatements
where entity_type = 'city' and grain = 'half' and period_start = '2024-01-01'
order by edition_after, kpi_code
"""
_LATE = """
select distinct edition_after, kpi_code, file
from kpi.restatement_deliveries join ops.deliveries using (delivery_id) order by all
"""


@dataclass(frozen=True)
class Chain:
    """Three editions: the first, after late cards, and with another limit."""

    settings: Settings
    ids: list[str]
    outputs: list[str]

    def query(self, sql: str) -> list[dict[str, Any]]:
        """Rows of the edition in force."""
        answer = fanzha(self.settings.home, "query", sql, "--format", "json")
        rows: list[dict[str, Any]] = json.loads(answer.stdout)
        return rows

    def diff(self, *arguments: str) -> str:
        """What `fanzha editions diff` prints."""
        answer = fanzha(self.settings.home, "editions", "diff", *arguments)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    """A small demo, then two cards that were reported late, then another limit.

    With the limit comes a file of warnings that holds no row.
    """
    home = tmp_path_factory.mktemp("restated") / "home"
    settings = Settings(home=home, _env_file=None)
    write_small_demo(home)
    ids, outputs = [], []
    for step in ("first", "late", "limit"):
        if step == "late":
            rows = [card(n, 卡号=f"9999990123456789{n:03d}") for n in (901, 902)]
            land(settings, csv_text(rows), "late.csv", "card_involvements")
        if step == "limit":
            headings = [c.header for c in load_contracts()["warnings"].columns]
            land(settings, ",".join(headings) + "\n", "empty.csv", "warnings")
        limit = {"FANZHA_CONTACT_LIMIT_MINUTES": "1"} if step == "limit" else {}
        answer = fanzha(home, "refresh", **limit)
        assert answer.returncode in (0, 2), answer.stdout + answer.stderr
        edition = current_edition(settings)
        assert edition is not None
        ids.append(edition.id)
        outputs.append(answer.stdout)
    return Chain(settings, ids, outputs)


def test_each_edition_records_what_it_restates_and_why(chain: Chain) -> None:
    first, second, third = chain.ids
    rows = chain.query(_CITY)

    late = [row for row in rows if row["edition_after"] == second]
    assert {row["kpi_code"] for row in late} == {
        "cards_involved",
        "bank_cards_involved",
    }
    for row in late:
        assert row["edition_before"] == first
        assert (row["difference"], row["told"]) == (2, 2)
        assert (row["reason"], row["deliveries"]) == ("data", 1)
    (limit,) = [row for row in rows if row["edition_after"] == third]
    assert limit["kpi_code"] == "timely_contact_rate"
    assert limit["edition_before"] == second and limit["difference"] < 0
    assert (limit["reason"], limit["deliveries"]) == ("definition", 0)
    moved = {(row["edition_after"], row["file"]) for row in chain.query(_LATE)}
    assert moved == {(second, "card_involvements/late.csv")}


def test_the_refresh_says_that_published_values_changed(chain: Chain) -> None:
    assert "restated" not in chain.outputs[0]
    told = " ".join(chain.outputs[1].split())
    assert f"fanzha editions diff {chain.ids[0]} {chain.ids[1]}" in told


def test_the_difference_is_readable_and_names_the_file(chain: Chain) -> None:
    shown = chain.diff(chain.ids[0], chain.ids[1])

    assert "涉案两卡" in shown and "玉溪市" in shown and "2024年上半年" in shown
    assert "+2" in shown and "数据" in shown and "不明" not in shown
    assert "card_involvements/late.csv" in shown


def test_the_order_of_the_editions_does_not_matter(chain: Chain) -> None:
    forth = chain.diff(chain.ids[0], chain.ids[2], "--format", "json")

    assert chain.diff(chain.ids[2], chain.ids[0], "--format", "json") == forth
    rows = json.loads(forth)
    assert {row["reason"] for row in rows} == {"data", "definition"}
    assert all(row["edition_before"] == chain.ids[0] for row in rows)
    assert all((row["reason"] == "data") == bool(row["deliveries"]) for row in rows)


def test_an_edition_that_is_gone_is_said_with_where_to_look(chain: Chain) -> None:
    home = chain.settings.home
    gone = fanzha(home, "editions", "diff", "20200101T000000", chain.ids[0])
    same = fanzha(home, "editions", "diff", chain.ids[0], chain.ids[0])

    assert gone.returncode == same.returncode == 1
    assert "kpi.restatements" in gone.stderr and "同一版本" in same.stderr
