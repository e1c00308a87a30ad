with

grains as (
    select
        grains.grain,
        grains.preference
    from (
        values ('half', 1), ('quarter', 2), ('month', 3), ('year', 4), ('week', 5), ('ytd', 6)
    ) as grains (grain, preference)
),

matched as (
    select
        figures.*,
        kpis.grain,
        kpis.is_partial,
        case figures.aspect
            when 'value' then kpis.value
            when 'yoy' then kpis.yoy_change
        end as computed_value,
        row_number() over (
            partition by figures.document, figures.claim_no
            order by grains.preference asc nulls last
        ) as match_rank
    from {{ ref('int_published_figures') }} as figures
    left join {{ ref('kpi_values') }} as kpis
        on
            figures.kpi_code = kpis.kpi_code
            and figures.entity_type = kpis.entity_type
            and figures.entity_code = kpis.entity_code
            and figures.period_start = kpis.period_start
            and figures.period_end = kpis.period_end
    left join grains
        on kpis.grain = grains.grain
)

select
    document,
    claim_no,
    published_on,
    kpi_code,
    entity_type,
    entity_code,
    period_start,
    period_end,
    grain,
    aspect,
    lower_bound as lower,
    upper_bound as upper,
    statement,
    is_comparable,
    note,
    computed_value,
    case
        when not is_comparable then 'not_comparable'
        when computed_value is null or is_partial then 'not_computable'
        when
            computed_value >= coalesce(lower_bound, computed_value)
            and (upper_bound is null or computed_value < upper_bound)
            then 'agrees'
        else 'disagrees'
    end as verdict
from matched
where match_rank = 1
