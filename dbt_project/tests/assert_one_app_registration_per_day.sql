-- The unit is empty for the residents of a county, so the key cannot be tested as usual.
select
    as_of,
    county_code,
    unit_code,
    count(*) as repetitions
from {{ ref('fct_app_registrations') }}
group by as_of, county_code, unit_code
having count(*) > 1
