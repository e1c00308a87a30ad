"""The KPI definitions once more, as plainly as they can be said.

Nothing is shared with the SQL or the catalogue: a mistake would have to be made twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Flow:
    """What is summed over the days of a span: records of an extract, by a date.

    `known` names the date by whose day an outcome counts; one after the end of the span
    does not. `amount` says what a record adds (0: it does not count). `unit` is the
    column of the member unit and `county` that of the county that it counts for.
    """

    extract: str
    on: str
    amount: Callable[[Record], Any] = lambda row: 1
    known: str | None = None
    unit: str | None = None
    county: str = "county_code"


@dataclass(frozen=True, eq=False)
class Distinct:
    """What counts once in a span and entity however often it happens."""

    extract: str
    on: str
    item: Callable[[Record], tuple[Any, ...] | None]


@dataclass(frozen=True)
class Stock:
    """A level that is looked up at the end of a span."""

    name: str


Measure = Flow | Distinct | Stock


def cases(on: str, known: str | None = None, amount: str | None = None) -> Flow:
    return Flow(
        "cases", on, (lambda row: row[amount]) if amount else (lambda row: 1), known
    )


def victims(amount: Callable[[Record], Any]) -> Flow:
    return Flow(
        "cases",
        "filed_at",
        lambda row: amount(row) if row["victim_unit_code"] else 0,
        unit="victim_unit_code",
    )


def warnings(
    amount: Callable[[Record], Any] = lambda row: 1,
    on: str = "issued_at",
    known: str | None = None,
) -> Flow:
    return Flow("warnings", on, amount, known, unit="source_unit_code")


def cards(*types: str) -> Flow:
    return Flow(
        "card_involvements",
        "notified_at",
        lambda row: row["card_type"] in types,
        unit="issuer_unit_code",
        county="opened_county_code",
    )


def operations(kind: str) -> Flow:
    return Flow("operations", "started_on", lambda row: row["kind"] == kind)


def arrests(category: str) -> Flow:
    return Flow("arrests", "arrested_at", lambda row: row["category"] == category)


def seizures(item: str) -> Flow:
    return Flow(
        "seizures", "seized_on", lambda row: row["quantity"] * (row["item"] == item)
    )


def publicity(amount: Callable[[Record], Any]) -> Flow:
    return Flow("publicity_events", "held_on", amount, unit="unit_code")


def _punished(row: Record) -> tuple[Any, ...] | None:
    if row["measure"] in ("教育释放", "其他"):
        return None
    if row["case_no"] is None:
        return "arrest", row["arrest_no"]
    return "case", row["person_ref_pseudonym"], row["case_no"]


@dataclass(frozen=True)
class Kpi:
    """Kinds are those of the definitions: c, a, p, r, s; `%` also in points."""

    kind: str
    entities: str
    numerator: Measure
    denominator: Measure | None = None
    scale: int = 1
    percent: bool = False

    @property
    def sources(self) -> set[str]:
        """Extracts that are counted; reference lists are none."""
        found = set()
        for measure in (self.numerator, self.denominator):
            if isinstance(measure, Flow | Distinct):
                found.add(measure.extract)
            elif measure in (Stock("registered"), Stock("eligible")):
                found.add("app_registrations")
        return found


POLICE = "city county station"
PLACES = "city county"
UNITS = "unit sector all_units"
FILED = cases("filed_at")
LOSS = cases("filed_at", amount="loss_amount")
RECOVERED = cases("filed_at", amount="recovered_amount")
ISSUED = warnings()
CARDS = cards("银行卡", "电话卡")

# Timely contact depends on a setting: the oracle fills it in.
TIMELY = "timely"

KPIS: dict[str, Kpi] = {
    "cases_reported": Kpi("c", POLICE, cases("reported_at")),
    "cases_filed": Kpi("c", POLICE, FILED),
    "cases_solved": Kpi("c", POLICE, cases("solved_at")),
    "loss_amount": Kpi("a", POLICE, LOSS),
    "loss_per_case": Kpi("r", POLICE, LOSS, FILED),
    "recovered_amount": Kpi("a", POLICE, RECOVERED),
    "loss_recovery_rate": Kpi("r", POLICE, RECOVERED, LOSS, percent=True),
    "solve_rate": Kpi("r", POLICE, cases("solved_at"), FILED, percent=True),
    "current_solve_rate": Kpi(
        "p", POLICE, cases("filed_at", known="solved_at"), FILED, percent=True
    ),
    "incidence_per_10k": Kpi("r", PLACES, FILED, Stock("population"), 10_000),
    "fund_warnings": Kpi("c", POLICE, warnings(lambda r: r["kind"] == "资金预警")),
    "info_warnings": Kpi("c", POLICE, warnings(lambda r: r["kind"] == "信息预警")),
    "visit_dispatch_rate": Kpi(
        "p", POLICE, warnings(known="visit_assigned_at"), ISSUED, percent=True
    ),
    "visit_rate": Kpi(
        "p",
        POLICE,
        warnings(on="visit_assigned_at", known="visited_at"),
        warnings(on="visit_assigned_at"),
        percent=True,
    ),
    "timely_contact_rate": Kpi(
        "p", POLICE, warnings(lambda r: r[TIMELY]), ISSUED, percent=True
    ),
    "prevented_cases": Kpi("c", POLICE, warnings(lambda r: r["outcome"] == "已劝阻")),
    "stop_payment_amount": Kpi(
        "a", f"{POLICE} {UNITS}", warnings(lambda r: r["stop_payment_amount"])
    ),
    "avoided_loss_amount": Kpi(
        "a", f"{POLICE} {UNITS}", warnings(lambda r: r["avoided_loss_amount"])
    ),
    "warned_victims": Kpi("c", POLICE, warnings(lambda r: r["outcome"] == "已受骗")),
    "unit_tips": Kpi(
        "c", f"{POLICE} {UNITS}", warnings(lambda r: r["source_unit_code"] is not None)
    ),
    "cards_involved": Kpi("c", f"{PLACES} {UNITS}", CARDS),
    "bank_cards_involved": Kpi("c", f"{PLACES} {UNITS}", cards("银行卡")),
    "phone_cards_involved": Kpi("c", f"{PLACES} {UNITS}", cards("电话卡")),
    "cards_per_10k_issued": Kpi("r", UNITS, CARDS, Stock("cards_issued"), 10_000),
    "cluster_operations": Kpi("c", PLACES, operations("集群战")),
    "full_chain_operations": Kpi("c", PLACES, operations("全链条")),
    "gangs_dismantled": Kpi(
        "c",
        PLACES,
        Flow("operations", "started_on", lambda r: r["gangs_dismantled"] or 0),
    ),
    "arrests": Kpi("c", POLICE, arrests("诈骗")),
    "two_card_arrests": Kpi("c", POLICE, arrests("两卡")),
    "punished": Kpi("c", POLICE, Distinct("arrests", "arrested_at", _punished)),
    "arrests_per_100_cases": Kpi("r", POLICE, arrests("诈骗"), FILED, 100),
    "seized_bank_cards": Kpi("c", PLACES, seizures("银行卡")),
    "seized_phone_cards": Kpi("c", PLACES, seizures("手机卡")),
    "seized_handsets": Kpi("c", PLACES, seizures("手机")),
    "publicity_events": Kpi("c", f"{PLACES} {UNITS}", publicity(lambda r: 1)),
    "publicity_audience": Kpi(
        "a", f"{PLACES} {UNITS}", publicity(lambda r: r["audience"])
    ),
    "app_registration_rate": Kpi(
        "s", f"{PLACES} {UNITS}", Stock("registered"), Stock("eligible"), percent=True
    ),
    "employee_victims": Kpi("c", UNITS, victims(lambda r: 1)),
    "employee_loss": Kpi("a", UNITS, victims(lambda r: r["loss_amount"])),
    "employee_victims_per_1k": Kpi(
        "r", UNITS, victims(lambda r: 1), Stock("employees"), 1_000
    ),
}
