select
    -- identity and version
    seizure_no,
    updated_at,
    record_status,
    _delivery_id as delivery_id,
    _row_number as row_number_in_file,

    -- codes
    item as seized_item,
    county_code,
    operation_no,

    -- times
    seized_on,

    -- counts
    quantity
from {{ source('deliveries', 'seizures') }}
