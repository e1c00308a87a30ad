with

counted as (
    select
        extract,
        delivery_id,
        covered_on,
        newest_version_at,
        rows_delivered,
        0 as rows_repeated,
        0 as rows_superseded
    from {{ ref('int_delivered_days') }}

    union all

    select
        extract,
        delivery_id,
        covered_on,
        max(version_at) as newest_version_at,
        0 as rows_delivered,
        count(*) as rows_repeated,
        count(*) filter (where not is_in_force) as rows_superseded
    from {{ ref('int_record_versions') }}
    group by extract, delivery_id, covered_on
)

select
    extract,
    delivery_id,
    covered_on,
    max(newest_version_at) as newest_version_at,
    cast(sum(rows_delivered) as bigint) as rows_delivered,
    cast(sum(rows_repeated) as bigint) as rows_repeated,
    cast(sum(rows_superseded) as bigint) as rows_superseded
from counted
group by extract, delivery_id, covered_on
