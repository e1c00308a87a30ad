select extract
from {{ source('control', 'touched_extracts') }}
