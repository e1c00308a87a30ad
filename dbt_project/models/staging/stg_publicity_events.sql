select
    -- identity and version
    event_no,
    updated_at,
    record_status,
    _delivery_id as delivery_id,
    _row_number as row_number_in_file,

    -- codes
    unit_code,
    mode as event_mode,
    county_code,

    -- times
    held_on,

    -- counts
    audience
from {{ source('deliveries', 'publicity_events') }}
