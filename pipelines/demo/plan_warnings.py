"""Which warnings arrive in which file: by month, by quarter, or from a bank system."""

from __future__ import annotations

from datetime import date

from pipelines.demo.calibration import HALVES
from pipelines.demo.files import Deliveries
from pipelines.demo.layouts import PLAIN, SLASHES, Layout
from pipelines.demo.mess import BAD_WARNINGS

GZIP_MONTH, TAB_MONTH = date(2023, 3, 1), date(2024, 2, 1)


def _month_sql(month: date, extra: str = "") -> str:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return f"""
        select * from warnings
        where issued_at >= '{month}' and issued_at < '{following}' {extra}
    """


def write_warnings(deliveries: Deliveries, half: str) -> None:
    """The files of one half, from the table `warnings` that holds it."""
    if half == "2023H2":
        for quarter, months in (("Q3", (7, 8, 9)), ("Q4", (10, 11, 12))):
            source = " union all ".join(_month_sql(date(2023, m, 1)) for m in months)
            deliveries.write_parquet(
                "warnings", f"warnings_2023{quarter}.parquet", source
            )
        return
    for number in range(1, 7):
        month = date(HALVES[half][0].year, number, 1)
        name, layout = f"warnings_{month:%Y-%m}.csv", PLAIN
        if month == date(2023, 1, 1):
            layout = Layout("gb18030", timestamps=SLASHES)
        elif month == GZIP_MONTH:
            name += ".gz"
        elif month == TAB_MONTH:
            layout = Layout("utf-8-sig", delimiter="\t")
        if half == "2024H1":
            _write_recent_month(deliveries, month, name, layout)
        else:
            deliveries.write_csv("warnings", name, _month_sql(month), layout)
    if half == "2024H1":
        _write_recent_extras(deliveries)


_OPEN_FUND = "kind = '资金预警' and issued_at >= '2024-03-27'"


def _write_recent_month(
    deliveries: Deliveries, month: date, name: str, layout: Layout
) -> None:
    """A month of 2024; from April on a bank system delivers the fund warnings."""
    source = _month_sql(month)
    if month >= date(2024, 4, 1):
        source = _month_sql(month, "and kind = '信息预警'")
    if month == date(2024, 3, 1):
        # Fund warnings of the last days are still open; April brings them again.
        source = f"""
            select * replace (
                if({_OPEN_FUND}, null, first_contact_at) as first_contact_at,
                if({_OPEN_FUND}, null, contact_method) as contact_method,
                if({_OPEN_FUND}, null, visit_assigned_at) as visit_assigned_at,
                if({_OPEN_FUND}, null, visited_at) as visited_at,
                if({_OPEN_FUND}, '处置中', outcome) as outcome,
                if({_OPEN_FUND}, 0, stop_payment_amount) as stop_payment_amount,
                if({_OPEN_FUND}, 0, avoided_loss_amount) as avoided_loss_amount,
                if({_OPEN_FUND}, issued_at, updated_at) as updated_at
            ) from ({source})
        """
    if month == date(2024, 4, 1):
        again = _month_sql(date(2024, 3, 1), f"and {_OPEN_FUND}")
        source = f"{source} union all {again}"
    last = month == date(2024, 6, 1)
    deliveries.write_csv(
        "warnings",
        name,
        source,
        layout,
        through=HALVES["2024H1"][1] if last else None,
        bad_rows=BAD_WARNINGS if last else (),
    )


def _write_recent_extras(deliveries: Deliveries) -> None:
    """The bank system's workbook and a correction of outcomes."""
    source = """
        select * from warnings where kind = '资金预警' and issued_at >= '2024-04-01'
    """
    title = "资金预警处置情况(2024年第二季度)"
    deliveries.write_xlsx("warnings", "资金预警_2024Q2.xlsx", source, title)
    corrections = """
        select * replace ('误报' as outcome, timestamp '2024-07-01 09:00:00' as updated_at)
        from (
            select * from warnings
            where kind = '信息预警' and outcome = '未受骗' and issued_at >= '2024-05-01'
            order by warning_no limit 12
        )
    """
    deliveries.write_csv("warnings", "预警更正_20240701.csv", corrections, PLAIN)
