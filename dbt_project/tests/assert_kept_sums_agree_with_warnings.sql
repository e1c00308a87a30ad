{{ config(group='kpi') }}

-- Both go on from the last build, each by itself: they may not drift apart.
with

counted as (
    select
        issued_on,
        count(*) as warnings_issued
    from {{ ref('fct_warnings') }}
    group by issued_on
),

summed as (
    select
        issued_on,
        sum(warnings_issued) as warnings_issued
    from {{ ref('int_warning_sums') }}
    group by issued_on
)

select
    counted.issued_on as counted_on,
    summed.issued_on as summed_on
from counted
full outer join summed
    on counted.issued_on = summed.issued_on
where counted.warnings_issued is distinct from summed.warnings_issued
