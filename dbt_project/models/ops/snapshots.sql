select
    snapshots.extract,
    deliveries.file,
    snapshots.delivery_id,
    snapshots.taken_at,
    snapshots.records_known,
    snapshots.records_missing,
    snapshots.verdict,
    snapshots.is_in_force
from {{ ref('stg_snapshots') }} as snapshots
inner join {{ ref('int_deliveries') }} as deliveries
    on snapshots.delivery_id = deliveries.delivery_id
