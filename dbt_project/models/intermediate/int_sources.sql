with

loaded as (
    select
        deliveries.extract,
        max(deliveries.data_through) as declared_through,
        max(deliveries.received_at) as last_delivery_at,
        cast(count(*) as bigint) as deliveries
    from {{ ref('int_deliveries') }} as deliveries
    where deliveries.status = 'loaded' and not deliveries.is_replaced
    group by deliveries.extract
),

records as (
    select
        extract,
        min(covered_on) as first_covered_on,
        max(covered_on) as last_covered_on,
        cast(sum(rows_delivered - rows_superseded) as bigint) as rows_in_force
    from {{ ref('int_delivery_contents') }}
    where rows_delivered > rows_superseded
    group by extract
),

dated as (
    select
        loaded.extract,
        loaded.last_delivery_at,
        loaded.deliveries,
        coalesce(records.rows_in_force, 0) as rows_in_force,
        cast(date_trunc('month', records.first_covered_on) as date) as coverage_start,
        coalesce(loaded.declared_through, records.last_covered_on) as delivered_through
    from loaded
    left join records
        on loaded.extract = records.extract
)

select
    dated.extract,
    case
        when refresh.as_of < dated.delivered_through then refresh.as_of
        else dated.delivered_through
    end as data_through,
    dated.coverage_start,
    dated.last_delivery_at,
    dated.deliveries,
    dated.rows_in_force
from dated
cross join {{ ref('stg_refresh') }} as refresh
