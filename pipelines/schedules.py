"""Schedules: when a refresh happens by itself."""

from __future__ import annotations

import dagster as dg

from pipelines.inputs import anything_new
from pipelines.intake import has_sources
from pipelines.jobs import refresh_job
from warehouse.locking import writer_is_busy
from warehouse.settings import load_settings


@dg.schedule(
    job=refresh_job,
    cron_schedule="10 6 * * *",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="每日 06:10（北京时间）刷新，早会之前完成。",
)
def daily_refresh(
    context: dg.ScheduleEvaluationContext,
) -> dg.RunRequest | dg.SkipReason:
    """Refresh each morning unless nothing is new; databases must be asked."""
    settings = load_settings()
    if not has_sources(settings) and not anything_new(settings):
        return dg.SkipReason("没有新的投递 (nothing new)")
    if writer_is_busy(settings):
        return dg.SkipReason("正在刷新 (a refresh is running)")
    return dg.RunRequest()
