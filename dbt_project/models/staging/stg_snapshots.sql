select
    extract,
    delivery_id,
    taken_at,
    known as records_known,
    missing as records_missing,
    verdict,
    is_in_force
from {{ source('control', 'snapshots') }}
