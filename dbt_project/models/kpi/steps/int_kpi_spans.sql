with

periods as (
    select * from {{ of_touched(ref('int_kpi_periods')) }} as periods
),

spans as (
    select
        kpi_code,
        period_start as span_start,
        covered_through as span_end
    from periods

    union all

    select
        kpi_code,
        yoy_start as span_start,
        yoy_end as span_end
    from periods
    where has_yoy_base

    union all

    select
        kpi_code,
        prev_start as span_start,
        prev_end as span_end
    from periods
    where has_prev_base

    union all

    select
        kpi_code,
        lny_start as span_start,
        lny_end as span_end
    from periods
    where has_lny_base
)

select distinct
    kpi_code,
    span_start,
    span_end
from spans
