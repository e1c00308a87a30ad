{{ config(materialized='ephemeral') }}

with

seizures as (
    select
        'fct_seizures' as fact,
        delivery_id,
        row_number_in_file,
        county_code,
        cast(null as string) as station_code,
        cast(null as string) as unit_code,
        cast(null as string) as dimension,
        cast(null as string) as member,
        seized_on,
        seized_item,
        quantity
    from {{ published(ref('fct_seizures')) }}
),

measured as (
    {{ sum_measure('seizures', 'seized_bank_cards', 'seized_on', 'quantity', "seized_item = '银行卡'") }}
    union all
    {{ sum_measure('seizures', 'seized_phone_cards', 'seized_on', 'quantity', "seized_item = '手机卡'") }}
    union all
    {{ sum_measure('seizures', 'seized_handsets', 'seized_on', 'quantity', "seized_item = '手机'") }}
)

select * from measured
