select distinct catalogue.kpi_code
from {{ ref('kpi_catalogue') }} as catalogue
inner join {{ ref('stg_touched_extracts') }} as touched
    on {{ names('catalogue.sources', 'touched.extract') }}
