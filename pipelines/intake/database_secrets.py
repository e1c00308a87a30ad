"""Who logs in to a database: from the environment, or a file for its owner only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.intake.database_config import DatabaseSource
from pipelines.intake.errors import RejectedError
from warehouse.settings import Settings, environment_secret


@dataclass(frozen=True)
class Credentials:
    """Who logs in."""

    user: str
    password: str

    def __repr__(self) -> str:
        """Nothing that a log or a traceback could give away."""
        return "Credentials(***)"


def read_credentials(settings: Settings, source: DatabaseSource) -> Credentials:
    """User and password, from the environment first, then from `secrets.env`.

    Raises:
        RejectedError: `no_credentials` or `unsafe_secrets`; it quotes no secret.
    """
    names = source.variable("USER"), source.variable("PASSWORD")
    user, password = map(environment_secret, names)
    if user is None or password is None:
        stored = _read_secrets(settings.secrets_file)
        user, password = user or stored.get(names[0]), password or stored.get(names[1])
    if not user or not password:
        raise RejectedError(
            "no_credentials",
            f"没有用户名或口令：请设置环境变量 {names[0]}、{names[1]}，或写入 secrets.env",
        )
    return Credentials(user, password)


def _read_secrets(path: Path) -> dict[str, str]:
    """`NAME=value` lines of a file that only its owner can read."""
    if not path.exists():
        return {}
    if path.stat().st_mode & 0o077:
        raise RejectedError(
            "unsafe_secrets", f"{path.name} 能被其他用户读取，请执行 chmod 600"
        )
    secrets: dict[str, str] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        if not equals:
            raise RejectedError(
                "unsafe_secrets", f"{path.name} 第 {number} 行不是“名称=值”"
            )
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        secrets[name.strip()] = value
    return secrets
