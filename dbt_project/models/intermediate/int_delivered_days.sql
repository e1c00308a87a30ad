{{ config(database='kept', materialized='incremental', unique_key='delivery_id') }}

-- depends_on: {{ ref('stg_new_deliveries') }}
select
    extract,
    delivery_id,
    covered_on,
    max(version_at) as newest_version_at,
    cast(count(*) as bigint) as rows_delivered
from {{ ref('int_delivered_records') }}
{% if is_incremental() %}
    where delivery_id in (select new.delivery_id from {{ ref('stg_new_deliveries') }} as new)
{% endif %}
group by extract, delivery_id, covered_on
