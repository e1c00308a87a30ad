-- Every record of a loaded file is accounted for: nothing disappears on the way.
select
    delivery_id,
    extract,
    file,
    rows_in_file,
    rows_loaded,
    rows_superseded,
    rows_quarantined,
    rows_skipped
from {{ ref('deliveries') }}
where
    status = 'loaded'
    and (
        rows_in_file is distinct from rows_loaded + rows_superseded + rows_quarantined + rows_skipped
        or rows_superseded < 0
    )
