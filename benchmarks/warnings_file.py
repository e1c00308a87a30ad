"""A large synthetic warnings file, as the police platform would export it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from pipelines.demo.layouts import HEADERS
from warehouse.settings import Settings

_HEADER = HEADERS["warnings"]

# Types of the bare typed read that intake is compared with.
TYPES = {
    name: "TIMESTAMP"
    if name.endswith("_at")
    else "DECIMAL(18,2)"
    if name.endswith("_amount")
    else "VARCHAR"
    for name in _HEADER
}


def write_warnings(
    settings: Settings, path: Path, rows: int, first: date = date(2023, 1, 1)
) -> None:
    """Write `rows` warnings from a day on as UTF-8 CSV with Chinese headers."""
    names = ", ".join(f'{name} as "{header}"' for name, header in _HEADER.items())
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            create table stations as select row_number() over () - 1 as n,
                station_code, county_code
            from read_csv('{settings.seeds_dir}/stations.csv', all_varchar = true);
            copy (
                select {names} from (
                    select 'W{first:%Y%m%d}' || lpad(i::varchar, 9, '0') as warning_no,
                        '信息预警' as kind, ['高', '中', '低'][1 + i % 3] as level,
                        timestamp '{first}' + to_seconds(i * 31 % 86400 + i // 20000 * 86400) as issued_at,
                        county_code, station_code,
                        '999999' || lpad((i % 7919)::varchar, 12, '0')
                            as recipient_id_no,
                        '100' || lpad((i % 99991)::varchar, 8, '0')
                            as recipient_phone,
                        null as source_unit_code,
                        issued_at + to_minutes(i % 60) as first_contact_at,
                        '短信' as contact_method, null as visit_assigned_at,
                        null as visited_at, '未受骗' as outcome,
                        0.00 as stop_payment_amount, 0.00 as avoided_loss_amount,
                        '有效' as record_status,
                        issued_at + to_hours(30) as updated_at
                    from range({rows}) as r (i)
                    join stations on n = i % (select count(*) from stations)
                )
            ) to '{path}' (header true)
            """
        )
