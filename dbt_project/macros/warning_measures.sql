{#-
What is counted of warnings: measure, the day of the event, the day from which it is
known, the condition, and what is summed (nothing: each counts as one). Warnings are
many, so their sums are formed in one pass over them, by the same lines as the rows.
-#}
{% macro warning_measures() %}
    {% do return([
        ('fund_warnings', 'issued_on', 'issued_on', "warning_kind = '资金预警'", none),
        ('info_warnings', 'issued_on', 'issued_on', "warning_kind = '信息预警'", none),
        ('warnings_issued', 'issued_on', 'issued_on', 'true', none),
        ('visits_dispatched', 'issued_on', 'visit_assigned_on', 'true', none),
        ('visits_assigned', 'visit_assigned_on', 'visit_assigned_on', 'true', none),
        ('visits_made', 'visit_assigned_on', 'visited_on', 'true', none),
        ('timely_contacts', 'issued_on', 'issued_on', 'is_timely_contact', none),
        ('prevented_cases', 'issued_on', 'issued_on', "outcome = '已劝阻'", none),
        ('warned_victims', 'issued_on', 'issued_on', "outcome = '已受骗'", none),
        ('stop_payment_amount', 'issued_on', 'issued_on', 'true', 'stop_payment_amount'),
        ('avoided_loss_amount', 'issued_on', 'issued_on', 'true', 'avoided_loss_amount'),
        ('unit_tips', 'issued_on', 'issued_on', 'unit_code is not null', none),
    ]) %}
{% endmacro %}
