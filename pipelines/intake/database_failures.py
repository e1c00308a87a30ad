"""Why a database could not be read, in the clerk's words.

No message of a server is quoted: it may hold values.
"""

from __future__ import annotations

from pipelines.intake.database_config import DatabaseSource
from pipelines.intake.errors import RejectedError


def unreachable(source: DatabaseSource) -> RejectedError:
    return RejectedError(
        "database_unreachable",
        f"连不上数据库 {source.place}，请检查服务器、地址、端口和网络",
    )


def no_login(source: DatabaseSource) -> RejectedError:
    return RejectedError(
        "login_failed",
        f"数据库 {source.place} 拒绝登录“{source.database}”，"
        "请检查用户名、口令、数据库名和权限",
    )


def no_table(source: DatabaseSource) -> RejectedError:
    return RejectedError(
        "no_such_table",
        f"数据库“{source.database}”中没有表“{source.table}”，或没有查询权限",
    )


def lost(source: DatabaseSource) -> RejectedError:
    return RejectedError(
        "connection_lost", f"读取“{source.table}”时连接中断或超时，下次刷新时重试"
    )


def failed(source: DatabaseSource, code: str) -> RejectedError:
    return RejectedError(
        "database_error",
        f"读取“{source.table}”时数据库报错（{code}），请联系数据库管理员",
    )
