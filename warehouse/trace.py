"""The rows behind a figure.

What a record adds to a measure is defined in the models and published as the view
kpi.measure_rows, which the figures are sums of; levels are in kpi.stock_levels. This
module only picks the rows of an entity and a span, and proves that they give the figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.figures import Figure, rows

PARTS = ("numerator", "denominator")
_SECTOR = (
    "select entity_code from core.dim_entity"
    " where entity_type = 'unit' and parent_code = $entity_code"
)
# Where a row counts, by type of entity; levels are kept by county or unit.
_PLACES = {
    "city": "true",
    "county": "county_code = $entity_code",
    "station": "station_code = $entity_code",
    "unit": "unit_code = $entity_code",
    "sector": f"unit_code in ({_SECTOR})",
    "all_units": "unit_code is not null",
}
_EVENTS = """
select measure, fact, event_on, known_on, quantity as adds, item, delivery_id,
    row_number_in_file
from kpi.measure_rows
where measure = $measure and {place}
    and event_on between $start and $end and known_on <= $end
"""
_LEVELS = """
select measure, fact, nullif(valid_from, date '0001-01-01') as event_on,
    event_on as known_on, measure_value as adds, cast(null as varchar) as item,
    entity_code as level_of, delivery_id, row_number_in_file
from (
    select *, case when entity_type = 'county' then entity_code end as county_code,
        case when entity_type = 'unit' then entity_code end as unit_code
    from kpi.stock_levels
)
where measure = $measure and {place} and entity_type = $level
    and $end between valid_from and valid_to
"""
# Inner joins: a record or delivery that is missing makes the proof fail.
_WITH_RECORDS = """
select selected.* exclude (delivery_id, row_number_in_file),
    deliveries.file, deliveries.received_at, selected.delivery_id,
    selected.row_number_in_file,
    records.* exclude (delivery_id, row_number_in_file)
from ({selected}) as selected
inner join core.{fact} as records using (delivery_id, row_number_in_file)
inner join ops.deliveries as deliveries using (delivery_id)
"""
_BY_DATE = "order by event_on, fact, delivery_id, row_number_in_file"


@dataclass(frozen=True)
class Proof:
    """What the rows of one part give, and what was published."""

    part: str
    measure: str
    counted_as: str
    rows: int
    listed: float | None
    published: float | None
    reference_list: str | None

    @property
    def agrees(self) -> bool:
        """Whether the rows give the figure, to the last digit."""
        return self.listed == self.published


@dataclass(frozen=True)
class Trace:
    """The rows of one part of a figure: a statement, and what it must give."""

    part: str
    measure: str
    is_stock: bool
    is_distinct: bool
    published: float | None
    reference_list: str | None
    selected: str
    record_of: str | None
    parameters: dict[str, Any]

    @property
    def sql(self) -> str:
        """The statement that gives all rows, with their records where there are any."""
        return self._with_records(self.selected)

    def _with_records(self, selected: str) -> str:
        if self.record_of is None:
            return selected
        return _WITH_RECORDS.format(selected=selected, fact=self.record_of)

    def table(
        self, connection: duckdb.DuckDBPyConnection, limit: int | None = None
    ) -> pa.Table:
        """The rows by date, all of them or the first `limit`; `adds` is what each adds."""
        selected = self.selected
        if limit is not None:  # before the records are joined: there may be millions
            selected = f"select * from ({selected}) {_BY_DATE} limit {limit:d}"
        return connection.execute(
            f"select '{self.part}' as part, * from ({self._with_records(selected)})"
            f" {_BY_DATE}",
            self.parameters,
        ).to_arrow_table()

    def deliveries(self, connection: duckdb.DuckDBPyConnection) -> pa.Table:
        """The deliveries that the rows came from, and how many came from each."""
        return connection.execute(
            "select file, received_at, delivery_id, count(*) as rows"
            " from ops.deliveries inner join"
            f" (select delivery_id from ({self.sql})) using (delivery_id)"
            " group by all order by received_at, file",
            self.parameters,
        ).to_arrow_table()

    def proof(self, connection: duckdb.DuckDBPyConnection) -> Proof:
        """Sum, or count of different items, of the rows that `table` lists."""
        found = connection.execute(
            f"select count(*), sum(adds), count(distinct item) from ({self.sql})",
            self.parameters,
        ).fetchone()
        assert found is not None
        count, total, items = found
        listed = items if self.is_distinct else total
        if listed is None and not self.is_stock:
            listed = 0  # nothing happened; a level that is not known is not 0
        return Proof(
            self.part,
            self.measure,
            "items" if self.is_distinct else "sum",
            count,
            None if listed is None else float(listed),
            self.published,
            self.reference_list,
        )


def trace(
    connection: duckdb.DuckDBPyConnection, figure: Figure, part: str
) -> Trace | None:
    """The rows behind the numerator or the denominator of a figure.

    None if the KPI has no denominator. The rows lie within the figure's entity: who
    may see the entity may see them, and the caller has to have checked that.
    """
    measure = figure.kpi[f"{part}_measure"]
    if measure is None:
        return None
    (kind,) = rows(
        connection,
        "select is_stock, is_distinct from kpi.measures where measure = ?",
        [measure],
    )
    entity_type = figure.entity["entity_type"]
    parameters: dict[str, Any] = {
        "measure": measure,
        "end": figure.values["covered_through"],
    }
    if kind["is_stock"]:
        parameters["level"] = "county" if entity_type in ("city", "county") else "unit"
    else:
        parameters["start"] = figure.values["period_start"]
    place = _PLACES[entity_type]
    if "$entity_code" in place:
        parameters["entity_code"] = figure.entity["entity_code"]
    selected = (_LEVELS if kind["is_stock"] else _EVENTS).format(place=place)
    (source,) = rows(
        connection, f"select min(fact) as fact from ({selected})", parameters
    )
    fact = source["fact"]
    is_record = fact is not None and fact.startswith("fct_")
    return Trace(
        part,
        measure,
        kind["is_stock"],
        kind["is_distinct"],
        figure.values[part],
        None if is_record else fact,
        selected,
        fact if is_record else None,
        parameters,
    )
