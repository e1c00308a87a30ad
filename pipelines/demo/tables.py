"""The drawn records as DuckDB tables with the extracts' canonical columns."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from pipelines.demo.cards import Cards
from pipelines.demo.cases import NEVER, Cases
from pipelines.demo.people import ID_SQL, PHONE_SQL, People
from pipelines.demo.reference import Reference
from pipelines.demo.sampling import DAY, Ints, Texts, draw_lags
from pipelines.demo.warnings import LEVELS, METHODS, OUTCOMES, Warnings


def _times(values: Ints) -> pa.Array:
    return pa.array(values, mask=values == NEVER).cast(pa.timestamp("s"))


def _days(values: Ints) -> pa.Array:
    return pa.array(values.astype(np.int32)).cast(pa.date32())


def _codes(index: Ints, names: list[str]) -> pa.Array:
    indices = pa.array(index.astype(np.int32), mask=index < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names))


def number_cases(cases: Cases) -> Texts:
    """Case numbers: county and month of reporting, then a running number."""
    months = cases.reported.astype("datetime64[s]").astype("datetime64[M]")
    rows = zip(cases.county, months, strict=True)
    return np.array(
        [
            f"A{county}{str(month).replace('-', '')}{row + 1:05d}"
            for row, (county, month) in enumerate(rows)
        ],
        dtype=object,
    )


def add_cases(
    connection: duckdb.DuckDBPyConnection,
    rng: np.random.Generator,
    cases: Cases,
    people: People,
) -> Texts:
    """Create `cases`, one row per case as it stands in the end; its numbers."""
    numbers = number_cases(cases)
    count = len(numbers)
    drawn = pa.table(
        {
            "case_no": pa.array(numbers),
            "county_code": pa.array(cases.county),
            "station_code": pa.array(cases.station),
            "fraud_type": pa.array(cases.fraud_type),
            "occurred_at": _times(cases.occurred),
            "reported_at": _times(cases.reported),
            "filed_at": _times(cases.filed),
            "solved_at": _times(cases.solved),
            "loss_cents": cases.loss,
            "recovered_cents": cases.recovered,
            "person": cases.victim,
            "birth_on": _days(people.birth_day[cases.victim]),
            "serial": people.serial[cases.victim],
            "is_woman": people.is_woman[cases.victim],
            "age": people.age_at(cases.victim, cases.reported),
            "occupation": pa.array(cases.occupation),
            "unit": pa.array(cases.unit),
            "channel": pa.array(cases.channel),
            "withdrawn": cases.withdrawn,
            "delay": draw_lags(rng, count, 50, 1.0, 25),
        }
    )
    connection.register("drawn", drawn)
    connection.execute(
        f"""
        create table cases as
        select
            case_no, county_code, station_code, fraud_type, occurred_at, reported_at,
            filed_at, solved_at,
            cast(loss_cents / 100 as decimal(18, 2)) as loss_amount,
            cast(recovered_cents / 100 as decimal(18, 2)) as recovered_amount,
            {ID_SQL} as victim_id_no,
            {PHONE_SQL} as victim_phone,
            if(is_woman, '女', '男') as victim_gender,
            age as victim_age,
            occupation as victim_occupation,
            nullif(unit, '') as victim_unit_code,
            channel,
            if(withdrawn, '撤销', '有效') as record_status,
            to_seconds(delay) as delay
        from drawn
        order by case_no[14:]
        """
    )
    connection.unregister("drawn")
    return numbers


def add_cards(
    connection: duckdb.DuckDBPyConnection, rng: np.random.Generator, cards: Cards
) -> None:
    """Create `card_involvements`, one row per notified card."""
    count = len(cards.notified)
    drawn = pa.table(
        {
            "n": np.arange(1, count + 1),
            "card_type": pa.array(cards.card_type),
            "issuer_unit_code": pa.array(cards.issuer),
            "outlet": pa.array(cards.outlet),
            "opened_county_code": pa.array(cards.county),
            "opened_on": _days(cards.opened_day),
            "notified_at": _times(cards.notified),
            "case_no": pa.array(cards.case_no),
            "tier": pa.array(cards.tier),
            "released": cards.released,
            "updated_at": _times(
                np.minimum(
                    cards.notified + draw_lags(rng, count, 20, 1.0, 12),
                    cards.notified // DAY * DAY + DAY - 1,
                )
            ),
        }
    )
    connection.register("drawn", drawn)
    # 9999 is no bank's prefix and 101 no operator's.
    connection.execute(
        """
        create table card_involvements as
        select
            'LK' || strftime(notified_at, '%Y%m%d') || lpad(n::varchar, 6, '0')
                as record_no,
            card_type,
            if(
                card_type = '银行卡',
                '9999' || lpad((n * 739391113 % 1000000000000000)::varchar, 15, '0'),
                '101' || lpad((n * 7368787 % 100000000)::varchar, 8, '0')
            ) as card_no,
            issuer_unit_code, outlet, opened_county_code, opened_on, notified_at,
            nullif(case_no, '') as case_no,
            tier,
            if(released, '申诉解除', '有效') as record_status,
            updated_at
        from drawn
        order by n
        """
    )
    connection.unregister("drawn")


def add_warnings(
    connection: duckdb.DuckDBPyConnection,
    warnings: Warnings,
    reference: Reference,
    people: People,
) -> None:
    """Replace `warnings` by those of one half."""
    person = warnings.person
    drawn = pa.table(
        {
            "n": np.arange(1, len(warnings) + 1),
            "is_fund": warnings.is_fund,
            "level": _codes(warnings.level, list(LEVELS)),
            "issued_at": _times(warnings.issued),
            "station_code": _codes(warnings.station, list(reference.stations)),
            "person": person,
            "birth_on": _days(people.birth_day[person]),
            "serial": people.serial[person],
            "source_unit_code": _codes(warnings.source, list(reference.units)),
            "first_contact_at": _times(warnings.contact),
            "contact_method": _codes(warnings.method, list(METHODS)),
            "visit_assigned_at": _times(warnings.assigned),
            "visited_at": _times(warnings.visited),
            "outcome": _codes(warnings.outcome, list(OUTCOMES)),
            "stopped_cents": warnings.stopped,
            "avoided_cents": warnings.avoided,
            "withdrawn": warnings.withdrawn,
            "updated_at": _times(warnings.updated),
        }
    )
    connection.register("drawn", drawn)
    connection.execute(
        f"""
        create or replace table warnings as
        select
            'YJ' || strftime(issued_at, '%Y%m%d') || lpad(n::varchar, 7, '0')
                as warning_no,
            if(is_fund, '资金预警', '信息预警') as kind,
            level::varchar as level,
            issued_at,
            (station_code::varchar)[1:6] as county_code,
            station_code::varchar as station_code,
            {ID_SQL} as recipient_id_no,
            {PHONE_SQL} as recipient_phone,
            source_unit_code::varchar as source_unit_code,
            first_contact_at,
            contact_method::varchar as contact_method,
            visit_assigned_at,
            visited_at,
            outcome::varchar as outcome,
            cast(stopped_cents / 100 as decimal(18, 2)) as stop_payment_amount,
            cast(avoided_cents / 100 as decimal(18, 2)) as avoided_loss_amount,
            if(withdrawn, '撤销', '有效') as record_status,
            updated_at
        from drawn
        order by n
        """
    )
    connection.unregister("drawn")
