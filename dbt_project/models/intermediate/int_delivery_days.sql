-- The rule of snapshots: a delivery speaks for the day that it declares, or for that of its
-- newest record if that is later.
with

newest as (
    select
        delivery_id,
        cast(max(newest_version_at) as date) as newest_on,
        max(covered_on) as last_covered_on
    from {{ ref('int_delivery_contents') }}
    group by delivery_id
)

select
    deliveries.extract,
    deliveries.delivery_id,
    greatest(deliveries.data_through, newest.newest_on) as known_on,
    coalesce(deliveries.data_through, newest.last_covered_on) as covered_through
from {{ ref('int_deliveries') }} as deliveries
inner join newest
    on deliveries.delivery_id = newest.delivery_id
