"""What a first run has time for while the demo is written."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from importlib import import_module
from multiprocessing import get_context

from pipelines.demo import write_demo
from pipelines.project import ensure_manifest
from warehouse.settings import Settings, export_settings


def write_demo_and_prepare(settings: Settings) -> None:
    """Write the demo, and beside it make ready what the first refresh needs.

    dbt parses the project, and Dagster is loaded: together eighteen seconds. The refresh
    does again what fails here, and says why it fails.
    """
    export_settings(settings)  # dbt finds its folders there
    with (
        ProcessPoolExecutor(1, mp_context=get_context("fork")) as another,
        ThreadPoolExecutor(1) as beside,
    ):
        demo = another.submit(write_demo, settings.landing)
        beside.submit(ensure_manifest, settings)
        import_module("pipelines.refresh")
        demo.result()
