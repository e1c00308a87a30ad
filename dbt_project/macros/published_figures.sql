{#- A delivered claim in the project's own terms; from the file, or from any relation like it. -#}
{% macro claim_columns() -%}
    -- identity and version
    document,
    claim_no,
    published_on,

    -- what the claim is about
    kpi_code,
    entity_type,
    entity_code,
    period_start,
    period_end,
    aspect,

    -- what it says
    cast(lower as double) as lower_bound,
    cast(upper as double) as upper_bound,
    statement,
    comparable = '是' as is_comparable,
    note
{%- endmacro %}

{#-
Each claim with the value computed here and one verdict: the rule of KPIS.md, "Published
figures". `claims` has the columns above, `kpi_values` and `refreshes` are those models.
-#}
{% macro judged_claims(claims, kpi_values, refreshes) -%}
with

grains as (
    select
        grains.grain,
        grains.preference
    from (
        values ('half', 1), ('quarter', 2), ('month', 3), ('year', 4), ('week', 5), ('ytd', 6)
    ) as grains (grain, preference)
),

subjects as (
    select distinct
        kpi_code,
        entity_type,
        entity_code,
        period_start,
        period_end
    from {{ claims }}
),

matched as (
    select
        kpis.*,
        row_number() over (
            partition by
                kpis.kpi_code, kpis.entity_type, kpis.entity_code, kpis.period_start, kpis.period_end
            order by grains.preference asc nulls last
        ) as match_rank
    from subjects
    inner join {{ kpi_values }} as kpis
        on
            subjects.kpi_code = kpis.kpi_code
            and subjects.entity_type = kpis.entity_type
            and subjects.entity_code = kpis.entity_code
            and subjects.period_start = kpis.period_start
            and subjects.period_end = kpis.period_end
    inner join grains
        on kpis.grain = grains.grain
),

computed as (
    select
        claims.*,
        matched.grain,
        matched.is_partial,
        case claims.aspect
            when 'value' then matched.value
            when 'yoy' then matched.yoy_change
        end as computed_value
    from {{ claims }} as claims
    left join matched
        on
            claims.kpi_code = matched.kpi_code
            and claims.entity_type = matched.entity_type
            and claims.entity_code = matched.entity_code
            and claims.period_start = matched.period_start
            and claims.period_end = matched.period_end
            and matched.match_rank = 1
)

select
    computed.document,
    computed.claim_no,
    computed.published_on,
    computed.kpi_code,
    computed.entity_type,
    computed.entity_code,
    computed.period_start,
    computed.period_end,
    computed.grain,
    computed.aspect,
    computed.lower_bound as lower,
    computed.upper_bound as upper,
    computed.statement,
    computed.is_comparable,
    computed.note,
    computed.computed_value,
    case
        when not computed.is_comparable then 'not_comparable'
        when computed.computed_value is null or computed.is_partial then 'not_computable'
        when
            computed.computed_value >= coalesce(computed.lower_bound, computed.computed_value)
            and (computed.upper_bound is null or computed.computed_value < computed.upper_bound)
            then 'agrees'
        else 'disagrees'
    end as verdict,
    case
        when computed.computed_value < computed.lower_bound then computed.computed_value - computed.lower_bound
        when computed.computed_value >= computed.upper_bound then computed.computed_value - computed.upper_bound
        when computed.computed_value is not null then 0
    end as distance,
    refreshes.edition
from computed
cross join {{ refreshes }} as refreshes
{%- endmacro %}

{#-
Publishes the rule with the values, as the table function kpi.check_claims('relation') over
claims as delivered: a document that was not delivered is judged by the very text that made
kpi.published_figures, of the same edition. Only a database file can carry a function.
-#}
{% macro publish_claims_rule() -%}
    {{ return(adapter.dispatch('publish_claims_rule')()) }}
{%- endmacro %}

{% macro default__publish_claims_rule() -%}
{%- endmacro %}

{% macro duckdb__publish_claims_rule() -%}
    create or replace function kpi.check_claims(claims_relation) as table (
        with delivered as (
            select {{ claim_columns() }} from query_table(claims_relation)
        )
        from ({{ judged_claims('delivered', 'kpi.kpi_values', 'ops.refreshes') }})
    );
    comment on macro table kpi.check_claims is
        'Claims of a relation, in the columns of the extract published_figures, against this edition: '
        'select * from kpi.check_claims(''my_claims'').'
{%- endmacro %}
