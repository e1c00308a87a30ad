select
    -- identity and version
    warning_no,
    updated_at,
    record_status,
    _delivery_id as delivery_id,
    _row_number as row_number_in_file,

    -- codes
    kind as warning_kind,
    level as risk_level,
    county_code,
    station_code,
    source_unit_code,
    contact_method,
    outcome,

    -- times
    issued_at,
    first_contact_at,
    visit_assigned_at,
    visited_at,

    -- amounts
    cast(stop_payment_amount as decimal(18, 2)) as stop_payment_amount,
    cast(avoided_loss_amount as decimal(18, 2)) as avoided_loss_amount,

    -- recipient
    recipient_id_no_pseudonym,
    recipient_phone_pseudonym
from {{ source('deliveries', 'warnings') }}
