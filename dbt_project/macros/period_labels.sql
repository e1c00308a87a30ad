{% macro _part(part, column) -%}
    cast(extract({{ part }} from {{ column }}) as string)
{%- endmacro %}

{#- What people call a period: 2024年上半年, 2024年1—6月. -#}
{% macro period_label_zh(grain, period_start, period_end) -%}
    case {{ grain }}
        when 'week'
            then cast({{ period_start }} as string) || ' 至 ' || cast({{ period_end }} as string)
        when 'month'
            then
                {{ _part('year', period_start) }} || '年'
                || {{ _part('month', period_start) }} || '月'
        when 'quarter'
            then
                {{ _part('year', period_start) }} || '年第'
                || {{ _part('quarter', period_start) }} || '季度'
        when 'half'
            then
                {{ _part('year', period_start) }}
                || case when extract(month from {{ period_start }}) = 1 then '年上半年' else '年下半年' end
        when 'year' then {{ _part('year', period_start) }} || '年'
        when 'ytd'
            then
                {{ _part('year', period_start) }} || '年1—'
                || {{ _part('month', period_end) }} || '月'
    end
{%- endmacro %}

{#- The same in English: 2024 H1, 2024-01 to 2024-06. -#}
{% macro period_label_en(grain, period_start, period_end) -%}
    case {{ grain }}
        when 'week' then 'Week of ' || cast({{ period_start }} as string)
        when 'month' then substr(cast({{ period_start }} as string), 1, 7)
        when 'quarter'
            then {{ _part('year', period_start) }} || ' Q' || {{ _part('quarter', period_start) }}
        when 'half'
            then
                {{ _part('year', period_start) }}
                || case when extract(month from {{ period_start }}) = 1 then ' H1' else ' H2' end
        when 'year' then {{ _part('year', period_start) }}
        when 'ytd'
            then
                {{ _part('year', period_start) }} || ' Jan to '
                || substr(cast({{ period_end }} as string), 1, 7)
    end
{%- endmacro %}
