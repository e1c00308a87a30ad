{#- Intervals, at 95 % unless another tail is named; the quantiles alone are functions. -#}

{% macro z_95() -%}
    1.959963984540054
{%- endmacro %}

{#- A bound of Wilson's score interval of hits in trials; sign is + or -. -#}
{% macro wilson_bound(hits, trials, sign) -%}
    {%- set p = '(cast(' ~ hits ~ ' as double) / nullif(' ~ trials ~ ', 0))' -%}
    {%- set z2 = z_95() ~ ' * ' ~ z_95() -%}
    (
        {{ p }} + {{ z2 }} / (2 * nullif({{ trials }}, 0))
        {{ sign }} {{ z_95() }} * sqrt(
            {{ p }} * (1 - {{ p }}) / nullif({{ trials }}, 0)
            + {{ z2 }} / (4 * nullif({{ trials }}, 0) * nullif({{ trials }}, 0))
        )
    ) / (1 + {{ z2 }} / nullif({{ trials }}, 0))
{%- endmacro %}

{#- A bound of Newcombe's hybrid score interval of value − base. -#}
{% macro newcombe_low(value, value_low, base, base_high) -%}
    {{ value }} - {{ base }} - sqrt(
        ({{ value }} - {{ value_low }}) * ({{ value }} - {{ value_low }})
        + ({{ base_high }} - {{ base }}) * ({{ base_high }} - {{ base }})
    )
{%- endmacro %}

{% macro newcombe_high(value, value_high, base, base_low) -%}
    {{ value }} - {{ base }} + sqrt(
        ({{ value_high }} - {{ value }}) * ({{ value_high }} - {{ value }})
        + ({{ base }} - {{ base_low }}) * ({{ base }} - {{ base_low }})
    )
{%- endmacro %}

{#-
A bound of the total of which hits were seen, each with the same chance: Wilson's score
interval solved for the trials, (hits − share × n)² = z² × share × (1 − share) × n.
-#}
{% macro total_bound(hits, share, sign) -%}
    power(
        (
            {{ sign }} {{ z_95() }} * sqrt({{ share }} * (1 - {{ share }}))
            + sqrt({{ z_95() }} * {{ z_95() }} * {{ share }} * (1 - {{ share }}) + 4 * {{ share }} * {{ hits }})
        ) / nullif(2 * {{ share }}, 0),
        2
    )
{%- endmacro %}

{#- Bounds of the exact interval of a share: value_count of value_count + base_count. -#}
{% macro clopper_pearson_low(value_count, base_count, tail='0.025') -%}
    case
        when {{ value_count }} = 0 then 0
        else beta_quantile(
            {{ tail }}, cast({{ value_count }} as double), cast({{ base_count }} + 1 as double)
        )
    end
{%- endmacro %}

{% macro clopper_pearson_high(value_count, base_count, tail='0.025') -%}
    case
        when {{ base_count }} = 0 then 1
        else beta_quantile(
            1 - {{ tail }}, cast({{ value_count }} + 1 as double), cast({{ base_count }} as double)
        )
    end
{%- endmacro %}

{#- Bounds of the exact interval of a Poisson count (Garwood, Biometrika 1936, 28:437). -#}
{% macro garwood_low(count, tail) -%}
    case
        when {{ count }} = 0 then 0
        else gamma_quantile({{ tail }}, cast({{ count }} as double))
    end
{%- endmacro %}

{% macro garwood_high(count, tail) -%}
    gamma_quantile(1 - {{ tail }}, cast({{ count }} + 1 as double))
{%- endmacro %}
