-- A new version may be of another day than the one that it takes out of force.
select days.covered_on as changed_on
from {{ ref('int_delivered_days') }} as days
inner join {{ ref('stg_new_deliveries') }} as new_deliveries
    on days.delivery_id = new_deliveries.delivery_id
where days.extract = 'warnings'

union distinct

select versions.covered_on as changed_on
from {{ ref('int_record_versions') }} as versions
inner join {{ ref('int_repeated_keys') }} as repeated
    on versions.extract = repeated.extract and versions.record_key = repeated.record_key
where versions.extract = 'warnings'
