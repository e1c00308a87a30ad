{{ config(materialized='ephemeral') }}

with

summed as (
    select
        sums.county_code,
        sums.station_code,
        sums.unit_code,
        coalesce(issued.segment_end, sums.issued_on) as issued_on,
        coalesce(assigned.segment_end, sums.visit_assigned_on) as visit_assigned_on,
        coalesce(visited.segment_end, sums.visited_on) as visited_on,
        {%- for measure, event_on, known_on, condition, value in warning_measures() %}
            sum(sums.{{ measure }}) as {{ measure }}
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('int_warning_sums') }} as sums
    left join {{ ref('int_segments') }} as issued
        on sums.issued_on = issued.calendar_day
    left join {{ ref('int_segments') }} as assigned
        on sums.visit_assigned_on = assigned.calendar_day
    left join {{ ref('int_segments') }} as visited
        on sums.visited_on = visited.calendar_day
    group by all
)

{% for measure, event_on, known_on, condition, value in warning_measures() -%}
    select
        county_code,
        station_code,
        unit_code,
        '{{ measure }}' as measure,
        {{ event_on }} as event_by,
        {{ known_on }} as known_by,
        cast(sum({{ measure }}) as decimal(18, 2)) as quantity
    from summed
    where
        {{ event_on }} is not null
        and {{ known_on }} is not null
        and {{ measure }} <> 0
    group by all
    {% if not loop.last %}union all{% endif %}
{% endfor %}
