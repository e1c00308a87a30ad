select
    extract,
    data_through,
    coverage_start,
    last_delivery_at,
    deliveries,
    rows_in_force
from {{ ref('int_sources') }}
