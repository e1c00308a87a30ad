with

arrests as (
    select
        county_code,
        station_code,
        cast(null as string) as unit_code,
        cast(null as string) as dimension,
        cast(null as string) as member,
        arrested_on,
        arrest_category
    from {{ ref('fct_arrests') }}
),

measured as (
    {{ count_measure('arrests', 'arrests', 'arrested_on', "arrest_category = '诈骗'") }}
    union all
    {{ count_measure('arrests', 'two_card_arrests', 'arrested_on', "arrest_category = '两卡'") }}
)

select * from measured
