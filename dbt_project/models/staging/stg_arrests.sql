select
    -- identity and version
    arrest_no,
    updated_at,
    record_status,
    _delivery_id as delivery_id,
    _row_number as row_number_in_file,

    -- codes
    category as arrest_category,
    measure as measure_taken,
    county_code,
    station_code,
    operation_no,
    case_no,

    -- times
    arrested_at,

    -- person
    person_ref_pseudonym
from {{ source('deliveries', 'arrests') }}
