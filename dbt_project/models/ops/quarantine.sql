select
    deliveries.extract,
    quarantine.delivery_id,
    quarantine.row_number_in_file as row_number,
    quarantine.column_name,
    quarantine.reason_code,
    quarantine.message,
    quarantine.masked_value
from {{ ref('stg_quarantine') }} as quarantine
inner join {{ ref('int_deliveries') }} as deliveries
    on quarantine.delivery_id = deliveries.delivery_id
-- What was checked again under a mended contract is told by the newer delivery.
where not deliveries.is_rechecked
