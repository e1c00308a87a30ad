"""Smaller first loads: an own plotly.js build and Brotli, both made here."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from threading import Lock

import brotli
from flask import Flask, Response, request

# plotly.js 4.1.1 with the cartesian traces only: a third of the full bundle
# that the plotly package brings, which is of the same version.
_PLOTLY = Path(__file__).parent / "vendor" / "plotly-cartesian.min.js"
_PLOTLY_URL = re.compile(r"/plotly/package_data/plotly\.min(\.v[^/]*)?\.js$")
_TEXT = ("text/", "application/javascript", "application/json", "image/svg")
_MIN_BYTES = 1_000
_QUALITY_STATIC, _QUALITY_ANSWER = 9, 4


@cache
def plotly_bundle() -> bytes:
    """The plotly.js that pages load."""
    return _PLOTLY.read_bytes()


def serve_compressed(server: Flask) -> None:
    """Replace Dash's plotly.js and compress what goes out; static files once."""
    compressed: dict[str, bytes] = {}
    lock = Lock()

    @server.before_request
    def own_plotly() -> Response | None:
        if not _PLOTLY_URL.search(request.path):
            return None
        answer = Response(plotly_bundle(), mimetype="text/javascript")
        answer.cache_control.max_age = 31_536_000
        answer.cache_control.public = True
        return answer

    @server.after_request
    def compress(answer: Response) -> Response:
        if (
            answer.status_code != 200
            or "br" not in request.headers.get("Accept-Encoding", "")
            or "Content-Encoding" in answer.headers
            or not (answer.mimetype or "").startswith(_TEXT)
        ):
            return answer
        answer.direct_passthrough = False
        body = answer.get_data()
        if len(body) < _MIN_BYTES:
            return answer
        is_static = request.method == "GET" and (
            "/_dash-component-suites/" in request.path or "/assets/" in request.path
        )
        if is_static:
            key = request.full_path
            with lock:
                if key not in compressed:
                    compressed[key] = brotli.compress(body, quality=_QUALITY_STATIC)
                small = compressed[key]
        else:
            small = brotli.compress(body, quality=_QUALITY_ANSWER)
        answer.set_data(small)
        answer.headers["Content-Encoding"] = "br"
        answer.vary.add("Accept-Encoding")
        return answer
