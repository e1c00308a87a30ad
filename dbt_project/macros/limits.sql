{#-
Limits of counts. A count is beyond a limit exactly if the probability of one as extreme
is below `tail`, so the error is never larger than the tail says (the first of the three
methods in Manktelow & Seaton, PLoS ONE 2012, 7(9):e45723). Spiegelhalter's interpolation
(2005, appendix A.1.1) is not used: with 0.04 events expected it calls one event extreme.
Limits may lie below 0 or above the number of trials, where no count can be; whoever shows
them cuts them off after the counts were judged.
-#}

{#- Limits around an expected count that is known; a count of `denominator` trials if binomial. -#}
{% macro known_low(distribution, expected, denominator, tail) -%}
    case
        when {{ distribution }} = 'binomial'
            then binomial_quantile({{ tail }}, {{ denominator }}, {{ expected }} / {{ denominator }})
        else poisson_quantile({{ tail }}, {{ expected }})
    end
{%- endmacro %}

{% macro known_high(distribution, expected, denominator, tail) -%}
    case
        when {{ distribution }} = 'binomial'
            then 1 + binomial_quantile(
                1 - {{ tail }}, {{ denominator }}, {{ expected }} / {{ denominator }}
            )
        else 1 + poisson_quantile(1 - {{ tail }}, {{ expected }})
    end
{%- endmacro %}

{#-
Limits of the next count, predicted from a baseline that is itself a sample.

Poisson: exact; of all events together each falls into the baseline with probability
base_exposure ÷ (base_exposure + exposure), as in the interval of two counts (Krishnamoorthy
& Peng, J. Stat. Plan. Inference 2011, 141:1709). Nothing in the baseline is no proof that
nothing can happen.
Binomial: exact around the baseline's share (half an event added on either side), with as
many trials as give a difference of two shares its variance: 1/n + 1/N.
-#}
{% macro predicted_low(distribution, base_count, base_exposure, exposure, tail) -%}
    case
        when {{ distribution }} = 'binomial'
            then (1 + {{ exposure }} / {{ base_exposure }}) * binomial_quantile(
                {{ tail }},
                {{ exposure }} / (1 + {{ exposure }} / {{ base_exposure }}),
                ({{ base_count }} + 0.5) / ({{ base_exposure }} + 1)
            )
        else negative_binomial_quantile(
            {{ tail }}, {{ base_count }}, {{ base_exposure }} / ({{ base_exposure }} + {{ exposure }})
        )
    end
{%- endmacro %}

{% macro predicted_high(distribution, base_count, base_exposure, exposure, tail) -%}
    case
        when {{ distribution }} = 'binomial'
            then (1 + {{ exposure }} / {{ base_exposure }}) * (1 + binomial_quantile(
                1 - {{ tail }},
                {{ exposure }} / (1 + {{ exposure }} / {{ base_exposure }}),
                ({{ base_count }} + 0.5) / ({{ base_exposure }} + 1)
            ))
        else 1 + negative_binomial_quantile(
            1 - {{ tail }},
            {{ base_count }} + 1,
            {{ base_exposure }} / ({{ base_exposure }} + {{ exposure }})
        )
    end
{%- endmacro %}

{#- A limit widened by the over-dispersion factor where there is one (null or 1: none). -#}
{% macro widened(limit, centre, phi) -%}
    {{ centre }} + sqrt(coalesce({{ phi }}, 1)) * ({{ limit }} - {{ centre }})
{%- endmacro %}

{#- Whether a sum of squared z-scores is more than chance makes it, at 95 % (chi-squared). -#}
{% macro is_more_than_chance(sum_of_squares, degrees) -%}
    {{ sum_of_squares }} > 2 * gamma_quantile(0.95, cast({{ degrees }} as double) / 2)
{%- endmacro %}

{#- A limit of a count as a value of its KPI, cut off where no value can be. -#}
{% macro limit_value(limit, distribution, denominator, scale) -%}
    case
        when {{ limit }} < 0 then 0
        when {{ distribution }} = 'binomial' and {{ limit }} > {{ denominator }} then {{ scale }}
        else {{ scale }} * {{ limit }} / {{ denominator }}
    end
{%- endmacro %}

{#- high, low or normal. -#}
{% macro verdict(count, low, high) -%}
    case
        when {{ count }} > {{ high }} then 'high'
        when {{ count }} < {{ low }} then 'low'
        else 'normal'
    end
{%- endmacro %}
