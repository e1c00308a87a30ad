select
    -- identity and version
    case_no,
    updated_at,
    record_status,
    _delivery_id as delivery_id,
    _row_number as row_number_in_file,

    -- codes
    county_code,
    station_code,
    fraud_type as fraud_type_code,
    victim_unit_code,
    channel,

    -- times
    occurred_at,
    reported_at,
    filed_at,
    solved_at,

    -- amounts
    cast(loss_amount as decimal(18, 2)) as loss_amount,
    cast(recovered_amount as decimal(18, 2)) as recovered_amount,

    -- victim
    victim_id_no_pseudonym,
    victim_phone_pseudonym,
    victim_gender,
    cast(victim_age as integer) as victim_age,
    victim_occupation
from {{ source('deliveries', 'cases') }}
