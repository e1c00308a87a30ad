{{ config(tags='static') }}
select
    fraud_type_code,
    name_zh,
    name_en
from {{ ref('fraud_types') }}
