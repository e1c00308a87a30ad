select
    -- identity and version
    record_no,
    updated_at,
    record_status,
    _delivery_id as delivery_id,
    _row_number as row_number_in_file,

    -- codes
    card_type,
    issuer_unit_code,
    opened_county_code,
    outlet,
    case_no,
    tier,

    -- times
    opened_on,
    notified_at,

    -- card
    card_no_pseudonym
from {{ source('deliveries', 'card_involvements') }}
