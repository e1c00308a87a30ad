select
    extract,
    data_through,
    coverage_start,
    last_delivery_at,
    deliveries,
    rows_in_force,
    {{ stale_after_days('extract') }} as stale_after_days
from {{ ref('int_sources') }}
