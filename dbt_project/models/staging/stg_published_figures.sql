select
    -- identity and version
    document,
    claim_no,
    published_on,
    _delivery_id as delivery_id,
    _row_number as row_number_in_file,

    -- what the claim is about
    kpi_code,
    entity_type,
    entity_code,
    period_start,
    period_end,
    aspect,

    -- what it says
    cast(lower as double) as lower_bound,
    cast(upper as double) as upper_bound,
    statement,
    comparable = '是' as is_comparable,
    note
from {{ source('deliveries', 'published_figures') }}
