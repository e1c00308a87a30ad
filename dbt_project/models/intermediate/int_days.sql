-- Whole calendar years around what is covered, so that every period is whole.
with

digits as (
    select digits.digit from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as digits (digit)
),

numbers as (
    select
        ones.digit + 10 * tens.digit + 100 * hundreds.digit
        + 1000 * thousands.digit + 10000 * ten_thousands.digit as day_offset
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
    cross join digits as thousands
    cross join digits as ten_thousands
),

bounds as (
    select
        cast(date_trunc('year', min(coverage_start)) as date) - 7 as first_day,
        cast(date_trunc('year', max(data_through)) + interval '1' year as date) + 6 as last_day
    from {{ ref('int_sources') }}
)

select bounds.first_day + numbers.day_offset as calendar_day
from bounds
inner join numbers
    on bounds.first_day + numbers.day_offset <= bounds.last_day
