"""Superset with caches on, and dashboards for everybody, without a login.

Superset reads this file; SUPERSET_HOME is the folder of its metadata and caches.
"""

from __future__ import annotations

import os
from typing import Any

SECRET_KEY = "only for a measurement on this machine"
AUTH_ROLE_PUBLIC = "Public"
PUBLIC_ROLE_LIKE = "Public"
# Without the picture that counts its users on a host outside.
TALISMAN_CONFIG = {
    "content_security_policy": {"img-src": ["'self'", "blob:", "data:"]},
    "force_https": False,
    "session_cookie_secure": False,
}


def _cache(name: str) -> dict[str, Any]:
    return {
        "CACHE_TYPE": "FileSystemCache",
        "CACHE_DIR": os.path.join(os.environ["SUPERSET_HOME"], name),
        "CACHE_DEFAULT_TIMEOUT": 24 * 60 * 60,
    }


CACHE_CONFIG = _cache("cache")
DATA_CACHE_CONFIG = _cache("data-cache")
FILTER_STATE_CACHE_CONFIG = _cache("filter-state-cache")
EXPLORE_FORM_DATA_CACHE_CONFIG = _cache("form-data-cache")
