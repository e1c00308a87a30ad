"""The KPI definitions once more, record by record, as plainly as they can be said.

Nothing is shared with the SQL: a mistake would have to be made twice.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from tests.dbt_project.sample import DATA_THROUGH, FIRST_DAY, Record, seed_rows

Span = tuple[date, date]


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _in(moment: datetime | date | None, span: Span) -> bool:
    return moment is not None and span[0] <= _day(moment) <= span[1]


def _by(moment: datetime | date | None, span: Span) -> bool:
    return moment is not None and _day(moment) <= span[1]


def _timely(row: Record) -> bool:
    contact = row.get("first_contact_at")
    return contact is not None and contact - row["issued_at"] <= timedelta(minutes=30)


@dataclass
class Oracle:
    """Values of KPIs over spans, straight from the records."""

    records: dict[str, list[Record]]

    @cached_property
    def valid(self) -> dict[str, list[Record]]:
        return {
            extract: [r for r in rows if r.get("record_status", "有效") == "有效"]
            for extract, rows in self.records.items()
            if extract != "published_figures"
        }

    @cached_property
    def sectors(self) -> dict[str, str]:
        return {u["unit_code"]: u["sector"] for u in seed_rows("member_units")}

    def of(self, extract: str, unit_column: str, kind: str, code: str) -> list[Record]:
        """Valid records that count for an entity."""
        county = (
            "opened_county_code" if extract == "card_involvements" else "county_code"
        )
        tests: dict[str, Callable[[Record], bool]] = {
            "city": lambda r: True,
            "county": lambda r: r[county] == code,
            "station": lambda r: r["station_code"] == code,
            "unit": lambda r: r[unit_column] == code,
            "sector": lambda r: self.sectors.get(r[unit_column] or "") == code,
            "all_units": lambda r: r[unit_column] is not None,
        }
        return [row for row in self.valid[extract] if tests[kind](row)]

    def stock(self, name: str, span: Span, kind: str, code: str) -> float | None:
        """Population, employees or cards issued at the end of a span."""
        if name == "population":
            levels = [
                float(c["population"])
                for c in seed_rows("counties")
                if kind == "city" or c["county_code"] == code
            ]
            return sum(levels)
        if name in ("registered", "eligible"):
            return self._app(name, span, kind, code)
        units = [
            unit
            for unit in seed_rows("member_units")
            if kind == "all_units"
            or (kind == "sector" and unit["sector"] == code)
            or unit["unit_code"] == code
        ]
        if name == "employees":
            return sum(float(unit["employees"]) for unit in units)
        latest: dict[str, tuple[str, float]] = {}
        for level in seed_rows("cards_issued"):
            known = level["as_of"] <= span[1].isoformat()
            if known and level["unit_code"] in {unit["unit_code"] for unit in units}:
                entry = (level["as_of"], float(level["cards_issued"]))
                latest[level["unit_code"]] = max(
                    entry, latest.get(level["unit_code"], entry)
                )
        return sum(level for _, level in latest.values()) if latest else None

    def _app(self, name: str, span: Span, kind: str, code: str) -> float | None:
        """People at the latest count of each county and unit, summed."""
        latest: dict[tuple[str, str | None], Record] = {}
        for row in self.of("app_registrations", "unit_code", kind, code):
            if kind in ("city", "county") and row["unit_code"]:
                continue
            group = row["county_code"], row["unit_code"]
            newer = group not in latest or latest[group]["as_of"] < row["as_of"]
            if _by(row["as_of"], span) and newer:
                latest[group] = row
        return sum(row[name] for row in latest.values()) if latest else None

    def strikes(
        self, kpi: str, span: Span, kind: str, code: str
    ) -> tuple[float, float | None] | None:
        """The KPIs of strikes and publicity; None for the others."""

        def rows(extract: str, column: str) -> list[Record]:
            found = self.of(extract, "unit_code", kind, code)
            return [row for row in found if _in(row[column], span)]

        if kpi in ("cluster_operations", "full_chain_operations"):
            wanted = {"cluster_operations": "集群战"}.get(kpi, "全链条")
            started = rows("operations", "started_on")
            return sum(row["kind"] == wanted for row in started), None
        if kpi == "gangs_dismantled":
            started = rows("operations", "started_on")
            return sum(row["gangs_dismantled"] or 0 for row in started), None
        if kpi in ("arrests", "two_card_arrests", "arrests_per_100_cases"):
            wanted = "两卡" if kpi == "two_card_arrests" else "诈骗"
            caught = rows("arrests", "arrested_at")
            count = sum(row["category"] == wanted for row in caught)
            per = len(
                [
                    r
                    for r in self.of("cases", "", kind, code)
                    if _in(r["filed_at"], span)
                ]
            )
            return count, per if kpi == "arrests_per_100_cases" else None
        if kpi == "punished":
            pairs = {
                (row["person_ref_pseudonym"], row["case_no"] or "#" + row["arrest_no"])
                for row in rows("arrests", "arrested_at")
                if row["measure"] not in ("教育释放", "其他")
            }
            return len(pairs), None
        if kpi.startswith("seized_"):
            item = {"bank_cards": "银行卡", "phone_cards": "手机卡", "handsets": "手机"}
            seized = rows("seizures", "seized_on")
            wanted = item[kpi.removeprefix("seized_")]
            return sum(r["quantity"] for r in seized if r["item"] == wanted), None
        if kpi == "publicity_events":
            return len(rows("publicity_events", "held_on")), None
        if kpi == "publicity_audience":
            return sum(r["audience"] for r in rows("publicity_events", "held_on")), None
        return None

    def parts(
        self, kpi: str, span: Span, kind: str, code: str
    ) -> tuple[float | None, float | None]:
        """Numerator and denominator of a KPI over a span, for an entity."""
        if kpi == "app_registration_rate":
            registered = self.stock("registered", span, kind, code)
            return registered, self.stock("eligible", span, kind, code)
        strikes = self.strikes(kpi, span, kind, code)
        if strikes is not None:
            return strikes
        cases = self.of("cases", "victim_unit_code", kind, code)
        warnings = self.of("warnings", "source_unit_code", kind, code)
        cards = (
            self.of("card_involvements", "issuer_unit_code", kind, code)
            if kind != "station"
            else []
        )
        filed = [r for r in cases if _in(r["filed_at"], span)]
        employees = [r for r in filed if r["victim_unit_code"]]
        solved = [r for r in cases if _in(r["solved_at"], span)]
        issued = [r for r in warnings if _in(r["issued_at"], span)]
        assigned = [r for r in warnings if _in(r["visit_assigned_at"], span)]
        involved = [r for r in cards if _in(r["notified_at"], span)]

        def total(rows: Iterable[Record], column: str) -> float:
            return float(sum((row[column] for row in rows), start=0))

        def count(rows: Iterable[Record], column: str, value: Any) -> float:
            return sum(row[column] == value for row in rows)

        answers: dict[str, Callable[[], tuple[float, float | None]]] = {
            "cases_reported": lambda: (
                sum(_in(r["reported_at"], span) for r in cases),
                None,
            ),
            "cases_filed": lambda: (len(filed), None),
            "cases_solved": lambda: (len(solved), None),
            "loss_amount": lambda: (total(filed, "loss_amount"), None),
            "loss_per_case": lambda: (total(filed, "loss_amount"), len(filed)),
            "recovered_amount": lambda: (total(filed, "recovered_amount"), None),
            "loss_recovery_rate": lambda: (
                total(filed, "recovered_amount"),
                total(filed, "loss_amount"),
            ),
            "solve_rate": lambda: (len(solved), len(filed)),
            "current_solve_rate": lambda: (
                sum(_by(r["solved_at"], span) for r in filed),
                len(filed),
            ),
            "incidence_per_10k": lambda: (
                len(filed),
                self.stock("population", span, kind, code),
            ),
            "fund_warnings": lambda: (count(issued, "kind", "资金预警"), None),
            "info_warnings": lambda: (count(issued, "kind", "信息预警"), None),
            "visit_dispatch_rate": lambda: (
                sum(_by(r["visit_assigned_at"], span) for r in issued),
                len(issued),
            ),
            "visit_rate": lambda: (
                sum(_by(r["visited_at"], span) for r in assigned),
                len(assigned),
            ),
            "timely_contact_rate": lambda: (sum(map(_timely, issued)), len(issued)),
            "prevented_cases": lambda: (count(issued, "outcome", "已劝阻"), None),
            "warned_victims": lambda: (count(issued, "outcome", "已受骗"), None),
            "stop_payment_amount": lambda: (total(issued, "stop_payment_amount"), None),
            "avoided_loss_amount": lambda: (total(issued, "avoided_loss_amount"), None),
            "unit_tips": lambda: (
                sum(r["source_unit_code"] is not None for r in issued),
                None,
            ),
            "cards_involved": lambda: (len(involved), None),
            "bank_cards_involved": lambda: (
                count(involved, "card_type", "银行卡"),
                None,
            ),
            "phone_cards_involved": lambda: (
                count(involved, "card_type", "电话卡"),
                None,
            ),
            "cards_per_10k_issued": lambda: (
                len(involved),
                self.stock("cards_issued", span, kind, code),
            ),
            "employee_victims": lambda: (len(employees), None),
            "employee_loss": lambda: (total(employees, "loss_amount"), None),
            "employee_victims_per_1k": lambda: (
                len(employees),
                self.stock("employees", span, kind, code),
            ),
        }
        return answers[kpi]()


RATIOS = {
    row["kpi_code"] for row in seed_rows("kpi_catalogue") if row["denominator_measure"]
}
SCALES = {
    "incidence_per_10k": 10_000,
    "cards_per_10k_issued": 10_000,
    "employee_victims_per_1k": 1_000,
    "arrests_per_100_cases": 100,
}


def value_of(kpi: str, numerator: float, denominator: float | None) -> float | None:
    """The value; None for a ratio without anything to divide by."""
    if kpi not in RATIOS:
        return numerator
    return SCALES.get(kpi, 1) * numerator / denominator if denominator else None


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def year_earlier(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def periods(sources: str) -> dict[tuple[str, date, date], Any]:
    """Every period of a KPI's sources with its covered end and its two bases."""
    cut_off = min(DATA_THROUGH[extract] for extract in sources.split(";"))
    begin = max(FIRST_DAY[extract].replace(day=1) for extract in sources.split(";"))
    found = {}

    def add(grain: str, start: date, end: date, prev: Span | None) -> None:
        if end < begin or start > cut_off:
            return
        through = min(end, cut_off)
        if grain == "week":
            yoy = (start - timedelta(364), through - timedelta(364))
        elif through == end:
            yoy = (year_earlier(start), month_end(year_earlier(end.replace(day=1))))
        else:
            yoy = (year_earlier(start), year_earlier(through))
        if prev and through < end:
            prev = (prev[0], min(prev[0] + (through - start), prev[1]))
        found[grain, start, end] = (
            through,
            yoy if yoy[0] >= begin else None,
            prev if prev and prev[0] >= begin else None,
        )

    monday = begin - timedelta(begin.weekday())
    while monday <= cut_off:
        week = timedelta(7)
        add(
            "week",
            monday,
            monday + timedelta(6),
            (monday - week, monday - timedelta(1)),
        )
        monday += week
    for year in range(begin.year, cut_off.year + 1):
        for month in range(1, 13):
            start = date(year, month, 1)
            for grain, length in MONTHS.items():
                if (month - 1) % length == 0:
                    add(
                        grain,
                        start,
                        months_later(start, length) - timedelta(1),
                        (months_later(start, -length), start - timedelta(1)),
                    )
            if start <= cut_off:
                add("ytd", date(year, 1, 1), month_end(start), None)
    return found
