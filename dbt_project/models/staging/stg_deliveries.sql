select
    delivery_id,
    extract,
    file,
    sha256,
    cast(received_at as timestamp) as received_at,
    status,
    reason_code,
    reason,
    format,
    encoding,
    rows_in_file,
    rows_good,
    rows_quarantined,
    rows_skipped,
    data_through,
    contract_version,
    checked_with,
    replaces,
    seconds,
    pull_number,
    watermark,
    is_recheck
from {{ source('intake', 'ledger') }}
-- Intake keeps an empty, typed example of every extract under this status.
where status <> 'schema'
