{{ config(materialized='ephemeral') }}

with

cards as (
    select
        'fct_card_involvements' as fact,
        delivery_id,
        row_number_in_file,
        opened_county_code as county_code,
        cast(null as string) as station_code,
        issuer_unit_code as unit_code,
        'issuer' as dimension,
        issuer_unit_code as member,
        notified_on,
        card_type
    from {{ published(ref('fct_card_involvements')) }}
),

measured as (
    {{ count_measure('cards', 'cards_involved', 'notified_on') }}
    union all
    {{ count_measure('cards', 'bank_cards_involved', 'notified_on', "card_type = '银行卡'") }}
    union all
    {{ count_measure('cards', 'phone_cards_involved', 'notified_on', "card_type = '电话卡'") }}
)

select * from measured
