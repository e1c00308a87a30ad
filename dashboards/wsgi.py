"""What gunicorn serves: `dashboards.wsgi:server`."""

from __future__ import annotations

from dashboards.app import create_app
from warehouse.settings import load_settings

app = create_app(load_settings())
server = app.server

# Dash registers its bundles on the first request; two at once would race.
server.test_client().get("/_dash-layout")
