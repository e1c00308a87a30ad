{{ config(post_hook="{{ publish_claims_rule() }}") }}

{{ judged_claims(ref('int_published_figures'), ref('kpi_values'), ref('refreshes')) }}
