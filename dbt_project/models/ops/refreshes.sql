select
    run_id,
    edition,
    started_at,
    as_of,
    contact_limit_minutes
from {{ ref('stg_refresh') }}
