select
    run_id,
    started_at,
    as_of,
    contact_limit_minutes
from {{ ref('stg_refresh') }}
