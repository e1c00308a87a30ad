{#-
Complete months beside their baseline, the 12 months before. The exposure is what the
events can happen in: days for a count, the denominator for a rate, denominator × days
where the denominator is a level, such as residents.
-#}
{%- set previous_year -%}
    (
        partition by entity_type, entity_code, kpi_code
        order by period_start
        rows between 12 preceding and 1 preceding
    )
{%- endset -%}
with

months as (
    select
        kpis.distribution,
        kpis.scale,
        months.entity_type,
        months.entity_code,
        months.kpi_code,
        months.period_start,
        months.period_end,
        months.numerator,
        months.denominator,
        months.value,
        case
            when kpis.is_rate and not kpis.has_stock_denominator then nullif(months.denominator, 0)
            else
                cast(extract(day from months.period_end) as double)
                * case when kpis.is_rate then nullif(months.denominator, 0) else 1 end
        end as exposure
    from {{ of_touched(ref('kpi_values')) }} as months
    inner join {{ ref('int_counted_kpis') }} as kpis
        on months.kpi_code = kpis.kpi_code and not kpis.is_level
    where months.grain = 'month' and not months.is_partial
)

select
    *,
    numerator / exposure as rate,
    min(period_start) over {{ previous_year }} as baseline_start,
    count(*) over {{ previous_year }} as months_before,
    count(exposure) over {{ previous_year }} as baseline_months,
    sum(case when exposure > 0 then numerator end) over {{ previous_year }} as base_count,
    sum(exposure) over {{ previous_year }} as base_exposure,
    sum(numerator * numerator / exposure) over {{ previous_year }} as base_squares
from months
