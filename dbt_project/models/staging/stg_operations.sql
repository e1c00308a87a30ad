select
    -- identity and version
    operation_no,
    updated_at,
    record_status,
    _delivery_id as delivery_id,
    _row_number as row_number_in_file,

    -- codes
    kind as operation_kind,
    name as operation_name,
    county_code,

    -- times
    started_on,

    -- counts
    gangs_dismantled
from {{ source('deliveries', 'operations') }}
