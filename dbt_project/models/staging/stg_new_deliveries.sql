select delivery_id
from {{ source('control', 'new_deliveries') }}
