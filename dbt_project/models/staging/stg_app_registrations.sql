select
    -- identity and version
    updated_at,
    _delivery_id as delivery_id,
    _row_number as row_number_in_file,

    -- codes
    county_code,
    unit_code,

    -- times
    as_of,

    -- counts
    registered,
    eligible
from {{ source('deliveries', 'app_registrations') }}
