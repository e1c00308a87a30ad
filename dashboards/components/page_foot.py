"""What a page says of itself when it is taken along, on paper or as a picture."""

from __future__ import annotations

from dash import html

from dashboards import formats, queries
from dashboards.components.attributes import named_file
from dashboards.view import View


def page_foot(
    view: View, file: str, subject: str | None, is_compared: bool
) -> html.Footer:
    """What the page is about, cut-off, edition, and what the KPIs it told mean.

    `subject` is whom it is about; a page about no period has none, and no cut-off.
    The base of changes stands only where they are shown. Hidden on the screen, where
    every card has its ⓘ.
    """
    t = view.t
    catalogue = queries.catalogue(view.reader)
    kpis = [catalogue[code] for code in view.told]
    days = [day for kpi in kpis if (day := queries.cutoff(view.reader, kpi))]
    facts = [t("about.edition", edition=view.reader.edition.id)]
    if subject is not None:
        against = [t(f"period.against_{view.comparison}")] if is_compared else []
        facts[:0] = [
            subject,
            view.period_label,
            *against,
            t("pill.through", day=formats.day(min(days, default=None), t.language)),
        ]
    if view.reader.edition.manifest.get("is_demo"):
        facts.append(t("demo.note"))
    definitions = [
        html.Li(
            [
                html.Strong(t.pick(kpi["name_zh"], kpi["name_en"])),
                " ",
                t.pick(kpi["description_zh"], kpi["description_en"]),
            ]
        )
        for kpi in kpis
    ]
    return html.Footer(
        [html.Div(" · ".join(facts)), html.Ul(definitions)],
        className="page-foot",
        **named_file(file),
    )
