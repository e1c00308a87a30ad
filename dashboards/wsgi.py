"""What gunicorn serves: `dashboards.wsgi:server`."""

import sys
from importlib.util import find_spec

from dashboards.app import create_app
from dashboards.data import Warehouse
from dashboards.prepared import keep_prepared
from warehouse.settings import load_settings

# DuckDB looks for pandas with every value of a question. Where there is none it looks in
# all folders each time, a twentieth of the time that a page takes, unless it is told so.
if find_spec("pandas") is None:
    sys.modules["pandas"] = None  # type: ignore[assignment]

warehouse = Warehouse(load_settings())
server = create_app(warehouse).server

# The first request, made here, registers Dash's bundles: browsers that come together
# right after a start would otherwise be answered 500. Nothing may be registered later.
server.test_client().get("/_dash-layout")
keep_prepared(warehouse)
