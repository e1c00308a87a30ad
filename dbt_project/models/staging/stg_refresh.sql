select
    run_id,
    edition,
    started_at,
    cast(as_of as date) as as_of,
    cast(contact_limit_minutes as bigint) as contact_limit_minutes
from {{ source('control', 'refresh') }}
