-- Days that every span counts together or not at all are one segment; its last day stands
-- for them, so that spans are summed from fewer rows. A date outside the calendar stands
-- for itself.
with

ends as (
    select span_end as segment_end
    from {{ ref('int_kpi_spans') }}

    union

    select span_start - 1 as segment_end
    from {{ ref('int_kpi_spans') }}
)

select
    days.calendar_day,
    coalesce(min(ends.segment_end), days.calendar_day) as segment_end
from {{ ref('int_days') }} as days
left join ends
    on days.calendar_day <= ends.segment_end
group by days.calendar_day
