{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
-- What chance explains, for each entity's size; beyond that it differs from the whole.
{%- set tails = {'95': '0.025', '998': '0.001'} %}
{%- set chart = ['entity_type', 'kpi_code', 'grain', 'period_start', 'period_end'] %}
-- depends_on: {{ ref('int_touched_kpis') }}
with

dispersed as (
    select
        members.*,
        dispersion.phi,
        coalesce(dispersion.is_overdispersed, false) as is_overdispersed,
        case when dispersion.is_overdispersed then dispersion.phi end as phi_applied
    from {{ ref('int_funnel_members') }} as members
    left join {{ ref('int_funnel_dispersion') }} as dispersion
        on {{ agree('members', 'dispersion', chart) }}
),

limits as (
    select
        *,
        {%- for name, tail in tails.items() %}
            {{ known_low('distribution', 'expected', 'denominator', tail) }} as count_low_{{ name }},
            {{ known_high('distribution', 'expected', 'denominator', tail) }} as count_high_{{ name }}
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from dispersed
),

adjusted as (
    select
        *,
        {%- for name in tails %}
            {{ widened('count_low_' ~ name, 'expected', 'phi_applied') }} as wide_low_{{ name }},
            {{ widened('count_high_' ~ name, 'expected', 'phi_applied') }} as wide_high_{{ name }}
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from limits
)

select
    adjusted.entity_type,
    adjusted.entity_code,
    adjusted.kpi_code,
    adjusted.grain,
    adjusted.period_start,
    adjusted.period_end,
    adjusted.covered_through,
    adjusted.is_partial,
    adjusted.numerator,
    adjusted.denominator,
    adjusted.value,
    adjusted.reference,
    adjusted.expected,
    adjusted.z,
    {%- for name in tails %}
        {{ limit_value('count_low_' ~ name, 'distribution', 'denominator', 'scale') }} as low_{{ name }},
        {{ limit_value('count_high_' ~ name, 'distribution', 'denominator', 'scale') }} as high_{{ name }},
    {%- endfor %}
    adjusted.phi,
    adjusted.is_overdispersed,
    {%- for name in tails %}
        {{ limit_value('wide_low_' ~ name, 'distribution', 'denominator', 'scale') }} as adjusted_low_{{ name }},
        {{ limit_value('wide_high_' ~ name, 'distribution', 'denominator', 'scale') }} as adjusted_high_{{ name }},
    {%- endfor %}
    {{ verdict('numerator', 'wide_low_95', 'wide_high_95') }} as verdict_95,
    {{ verdict('numerator', 'wide_low_998', 'wide_high_998') }} as verdict,
    ranks.entity_rank,
    ranks.rank_low,
    ranks.rank_high,
    ranks.entities
from adjusted
inner join {{ ref('int_funnel_ranks') }} as ranks
    on {{ agree('adjusted', 'ranks', ['entity_code'] + chart) }}
