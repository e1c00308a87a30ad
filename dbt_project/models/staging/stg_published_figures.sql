select
    {{ claim_columns() }},
    _delivery_id as delivery_id,
    _row_number as row_number_in_file
from {{ source('deliveries', 'published_figures') }}
