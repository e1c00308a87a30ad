{{ config(materialized='ephemeral') }}

with

arrests as (
    select
        'fct_arrests' as fact,
        delivery_id,
        row_number_in_file,
        county_code,
        station_code,
        cast(null as string) as unit_code,
        cast(null as string) as dimension,
        cast(null as string) as member,
        arrested_on,
        arrest_category,
        measure_kind,
        -- A person counts once for each case; without a case, each arrest is its own.
        person_ref_pseudonym || coalesce('|case|' || case_no, '|arrest|' || arrest_no) as person_and_case
    from {{ published(ref('fct_arrests')) }}
),

measured as (
    {{ count_measure('arrests', 'arrests', 'arrested_on', "arrest_category = '诈骗'") }}
    union all
    {{ count_measure('arrests', 'two_card_arrests', 'arrested_on', "arrest_category = '两卡'") }}
    union all
    {{ distinct_measure('arrests', 'punished', 'arrested_on', 'person_and_case', 'measure_kind is not null') }}
)

select * from measured
