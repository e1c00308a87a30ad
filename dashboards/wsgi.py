"""What gunicorn serves: `dashboards.wsgi:server`."""

from dashboards.app import create_app
from warehouse.settings import load_settings

server = create_app(load_settings()).server

# The first request, made here, registers Dash's bundles: browsers that come together
# right after a start would otherwise be answered 500. Nothing may be registered later.
server.test_client().get("/_dash-layout")
