select
    quarantine.delivery_id,
    deliveries.extract,
    quarantine.row_number_in_file as row_number,
    quarantine.column_name,
    quarantine.reason_code,
    quarantine.message,
    quarantine.masked_value
from {{ ref('stg_quarantine') }} as quarantine
inner join {{ ref('stg_deliveries') }} as deliveries
    on quarantine.delivery_id = deliveries.delivery_id
