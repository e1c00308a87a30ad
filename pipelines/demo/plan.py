"""Which records arrive in which file, and in which state they then are."""

from __future__ import annotations

from pathlib import Path

from pipelines.demo.calibration import HALVES
from pipelines.demo.files import Deliveries
from pipelines.demo.layouts import CHINESE, PLAIN, SLASHES, Layout
from pipelines.demo.mess import BAD_CARDS, BAD_CASES
from pipelines.demo.reference import Reference

PUBLISHED = Path(__file__).with_name("published_figures.csv")


def _cases_sql(half: str) -> str:
    """New and changed cases of a half, in their state at its end."""
    start, end = HALVES[half]
    cut = f"timestamp '{end} 23:59:59'"
    new = f"between timestamp '{start}' and {cut}"
    return f"""
        select
            * exclude (delay) replace (
                if(filed_at <= {cut}, filed_at, null) as filed_at,
                if(solved_at <= {cut}, solved_at, null) as solved_at,
                if(solved_at > {cut}, 0, recovered_amount) as recovered_amount
            ),
            least({cut}, delay + greatest(
                reported_at,
                if(filed_at <= {cut}, filed_at, reported_at),
                if(solved_at <= {cut}, solved_at, reported_at)
            )) as updated_at
        from cases
        where reported_at {new}
            or (reported_at < '{start}' and (filed_at {new} or solved_at {new}))
    """


def write_cases(deliveries: Deliveries, reference: Reference) -> None:
    """Six full files in the forms of six systems, then the last with corrections."""
    names = {
        "county_code": reference.counties,
        "station_code": reference.stations,
        "fraud_type": reference.fraud_types,
        "victim_unit_code": reference.units,
    }
    by_name = Layout("gb18030", timestamps=SLASHES, synonyms=True, names=names)
    old_names = {
        "county_code": {"530481": "530422"},
        "fraud_type": {"ft03": "虚假投资理财", "ft04": "虚假网络贷款"},
    }
    aliased = Layout(names=old_names)
    deliveries.write_csv("cases", "案件_2021上半年.csv", _cases_sql("2021H1"), by_name)
    deliveries.write_csv("cases", "cases_2021H2.csv.gz", _cases_sql("2021H2"), aliased)
    deliveries.write_xlsx(
        "cases",
        "cases_2022H1.xlsx",
        _cases_sql("2022H1"),
        "玉溪市电信网络诈骗案件明细(2022年上半年)",
    )
    tabbed = Layout("utf-8-sig", delimiter="\t")
    deliveries.write_csv("cases", "cases_2022H2.csv", _cases_sql("2022H2"), tabbed)
    deliveries.write_parquet("cases", "cases_2023H1.parquet", _cases_sql("2023H1"))
    chinese = Layout(timestamps=CHINESE)
    deliveries.write_csv("cases", "cases_2023H2.csv", _cases_sql("2023H2"), chinese)
    _write_last_cases(deliveries)


def _write_last_cases(deliveries: Deliveries) -> None:
    """2024H1: some losses ten times too high, one case to be withdrawn later."""
    connection = deliveries.connection
    connection.execute(f"create table last_cases as {_cases_sql('2024H1')}")
    connection.execute(
        """
        create table case_fixes as
        (
            select * from last_cases
            where record_status = '有效' and filed_at < '2024-04-01'
            order by case_no limit 5
        ) union all (
            select * from last_cases
            where record_status = '撤销' order by case_no limit 1
        )
        """
    )
    fixed = "case_no in (select case_no from case_fixes)"
    first = f"""
        select * replace (
            if({fixed} and record_status = '有效', loss_amount * 10, loss_amount)
                as loss_amount,
            if({fixed}, '有效', record_status) as record_status
        ) from last_cases
    """
    through = HALVES["2024H1"][1]
    deliveries.write_csv(
        "cases", "cases_2024H1.csv", first, PLAIN, through=through, bad_rows=BAD_CASES
    )
    # The last row is an old state that arrives late: it must change nothing.
    corrections = """
        select * replace (timestamp '2024-07-01 09:30:00' as updated_at)
        from case_fixes
        union all
        select * replace (
            1.00 as loss_amount, 0 as recovered_amount, null as solved_at,
            reported_at as updated_at, null as filed_at
        ) from (
            select * from last_cases
            where record_status = '有效' and filed_at is not null
                and updated_at > reported_at
            order by case_no desc limit 1
        )
    """
    deliveries.write_csv("cases", "案件更正_20240701.csv", corrections, PLAIN)


def _of_half(table: str, column: str, half: str) -> str:
    start, end = HALVES[half]
    return f"select * from {table} where {column}::date between '{start}' and '{end}'"


def write_cards(deliveries: Deliveries, reference: Reference) -> None:
    """A file per half, then the appeals that were granted."""
    connection = deliveries.connection
    sources = {
        half: _of_half("card_involvements", "notified_at", half) for half in HALVES
    }
    names = {
        "opened_county_code": reference.counties,
        "issuer_unit_code": reference.units,
    }
    by_name = Layout("gb18030", synonyms=True, names=names)
    write = deliveries.write_csv
    extract = "card_involvements"
    write(extract, "涉案两卡_2021上半年.csv", sources["2021H1"], by_name)
    wide = f"""
        select * replace (
            if(row_number() over (order by record_no) <= 3,
                translate(card_no, '0123456789', '０１２３４５６７８９'), card_no) as card_no
        ) from ({sources["2021H2"]}) order by record_no
    """
    write(extract, "cards_2021H2.csv", wide, Layout(timestamps=SLASHES))
    deliveries.write_xlsx(
        extract, "cards_2022H1.xlsx", sources["2022H1"], "涉案两卡通报(2022年上半年)"
    )
    write(extract, "cards_2022H2.csv.gz", sources["2022H2"], PLAIN)
    write(extract, "cards_2023H1.csv", sources["2023H1"], Layout(delimiter=";"))
    deliveries.write_parquet(extract, "cards_2023H2.parquet", sources["2023H2"])
    connection.execute(
        f"""
        create table appeals as
        select * from ({sources["2024H1"]})
        where record_status = '申诉解除' order by record_no limit 8
        """
    )
    first = f"""
        select * replace (
            if(record_no in (select record_no from appeals), '有效', record_status)
                as record_status
        ) from ({sources["2024H1"]}) order by record_no
    """
    through = HALVES["2024H1"][1]
    write(
        extract,
        "cards_2024H1.csv",
        first,
        PLAIN,
        through=through,
        bad_rows=BAD_CARDS,
    )
    granted = f"""
        select * replace (timestamp '2024-07-01 10:00:00' as updated_at) from appeals
        union all
        select * replace (
            '申诉解除' as record_status, notified_at - interval '1' hour as updated_at
        ) from (
            select * from ({sources["2024H1"]})
            where record_status = '有效' order by record_no limit 1
        )
    """
    write(extract, "申诉解除_20240701.csv", granted, PLAIN)


def write_published(deliveries: Deliveries) -> None:
    """The figures that were published, as people compiled them."""
    deliveries.write_text(
        deliveries.landing / "published_figures" / "published_figures.csv",
        PUBLISHED.read_text(encoding="utf-8"),
    )
