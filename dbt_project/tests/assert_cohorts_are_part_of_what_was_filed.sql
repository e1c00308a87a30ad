-- 现案破案率 counts only cases filed in the period: never more than 立案数, and out of it.
select
    cohorts.entity_type,
    cohorts.entity_code,
    cohorts.grain,
    cohorts.period_start,
    cohorts.numerator as solved_of_filed,
    cohorts.denominator as out_of,
    filed.value as cases_filed
from {{ ref('kpi_values') }} as cohorts
left join {{ ref('kpi_values') }} as filed
    on
        filed.kpi_code = 'cases_filed'
        and cohorts.entity_type = filed.entity_type
        and cohorts.entity_code = filed.entity_code
        and cohorts.grain = filed.grain
        and cohorts.period_start = filed.period_start
        and cohorts.period_end = filed.period_end
where
    cohorts.kpi_code = 'current_solve_rate'
    and (
        cohorts.numerator > filed.value
        or cohorts.denominator is distinct from filed.value
    )
