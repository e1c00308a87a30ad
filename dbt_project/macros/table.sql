{#-
A table in DuckDB, written in place: DDL is part of the transaction there, so readers and
a build that fails see the old one. dbt-duckdb writes beside it, then renames and drops,
which for small tables takes longer than to make them.
-#}
{% materialization table, adapter='duckdb' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set table = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        {%- if existing is not none %}
            drop {{ existing.type }} {{ existing }};
        {%- endif %}
        {{ create_table_as(False, table, compiled_code) }}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {% do persist_docs(table, model) %}
    {{ adapter.commit() }}

    {{ return({'relations': [table]}) }}
{% endmaterialization %}
