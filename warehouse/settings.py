"""The one reader of the environment and of `.env`."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parent.parent


def _empty_is_none(value: object) -> object:
    return None if value == "" else value


class Settings(BaseSettings):
    """Where things are and how this installation is tuned; `FANZHA_*` sets it."""

    model_config = SettingsConfigDict(
        env_prefix="FANZHA_", env_file=".env", extra="ignore", frozen=True
    )

    home: Path = Path("var")
    landing_dir: Path | None = Field(default=None, validation_alias="FANZHA_LANDING")
    sources: Annotated[Path | None, BeforeValidator(_empty_is_none)] = None
    port: int = 8050
    dagster_port: int = 3000
    as_of: Annotated[date | None, BeforeValidator(_empty_is_none)] = None
    contact_limit_minutes: int = Field(default=30, gt=0)

    def model_post_init(self, context: object) -> None:
        """Make paths absolute, so that a child process in another folder agrees."""
        object.__setattr__(self, "home", self.home.expanduser().resolve())
        if self.landing_dir is not None:
            resolved = self.landing_dir.expanduser().resolve()
            object.__setattr__(self, "landing_dir", resolved)
        if self.sources is not None:
            resolved = self.sources.expanduser().resolve()
            object.__setattr__(self, "sources", resolved)

    @property
    def landing(self) -> Path:
        """Folder that receives deliveries: `landing/<extract>/…`."""
        return self.landing_dir or self.home / "landing"

    @property
    def sources_file(self) -> Path:
        """The databases that extracts are pulled from; need not exist."""
        return self.sources or self.home / "sources.yaml"

    @property
    def secrets_file(self) -> Path:
        """User names and passwords of the databases, mode 0600; need not exist."""
        return self.home / "secrets.env"

    @property
    def deliveries_dir(self) -> Path:
        """Immutable raw zone; everything else can be rebuilt from it."""
        return self.home / "deliveries"

    @property
    def build_dir(self) -> Path:
        """Working files of the pipeline; nobody else opens them."""
        return self.home / "build"

    @property
    def build_db(self) -> Path:
        """Database that dbt writes: schemas core, kpi, ops."""
        return self.build_dir / "warehouse.duckdb"

    @property
    def control_file(self) -> Path:
        """One row that tells dbt the as-of date and limits of this refresh."""
        return self.build_dir / "control.parquet"

    @property
    def snapshots_file(self) -> Path:
        """What the brake said of every full snapshot, for dbt."""
        return self.build_dir / "snapshots.parquet"

    @property
    def new_deliveries_file(self) -> Path:
        """Deliveries that the tables of the last build do not have yet, for dbt."""
        return self.build_dir / "new_deliveries.parquet"

    @property
    def touched_extracts_file(self) -> Path:
        """Extracts whose rows may be others than in the last build, for dbt."""
        return self.build_dir / "touched_extracts.parquet"

    @property
    def kept_db(self) -> Path:
        """Intermediate results that the next build goes on from."""
        return self.build_dir / "kept.duckdb"

    @property
    def built_file(self) -> Path:
        """What the last build was made from; gone while one is running."""
        return self.build_dir / "built.json"

    @property
    def approvals_file(self) -> Path:
        """Snapshots whose missing records somebody confirmed."""
        return self.home / "approvals.json"

    @property
    def editions_dir(self) -> Path:
        """Published, read-only editions."""
        return self.home / "editions"

    @property
    def pointer(self) -> Path:
        """Small file that names the edition in force."""
        return self.editions_dir / "current"

    @property
    def hold_file(self) -> Path:
        """After a rollback: the inputs for which the older edition stays."""
        return self.editions_dir / "hold"

    @property
    def status_file(self) -> Path:
        """The last refresh attempt and its error."""
        return self.home / "status.json"

    @property
    def key_file(self) -> Path:
        """Secret of the pseudonyms, mode 0600."""
        return self.home / "pseudonym.key"

    @property
    def lock_file(self) -> Path:
        """File whose OS lock makes a process the one writer."""
        return self.home / "writer.lock"

    @property
    def tmp_dir(self) -> Path:
        """Spill space, emptied when a refresh begins."""
        return self.home / "tmp"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own storage."""
        return self.home / "dagster"

    @property
    def project_dir(self) -> Path:
        """Root of the checkout."""
        return PROJECT_DIR

    @property
    def dbt_dir(self) -> Path:
        """The dbt project."""
        return PROJECT_DIR / "dbt_project"

    @property
    def dbt_target(self) -> Path:
        """What dbt parsed and compiled."""
        return self.home / "dbt"

    @property
    def seeds_dir(self) -> Path:
        """Reference lists, shared by intake and dbt."""
        return self.dbt_dir / "seeds"


def load_settings() -> Settings:
    """Read the settings; raises `pydantic.ValidationError` on a wrong value."""
    return Settings()


def environment_secret(name: str) -> str | None:
    """A secret that only the environment holds; None if it is not set."""
    return os.environ.get(name) or None


def export_settings(settings: Settings) -> None:
    """Hand the settings to child processes (dbt, Dagster, gunicorn), telemetry off."""
    os.environ.update(
        FANZHA_HOME=str(settings.home),
        FANZHA_LANDING=str(settings.landing),
        FANZHA_SOURCES=str(settings.sources) if settings.sources else "",
        FANZHA_PORT=str(settings.port),
        FANZHA_DAGSTER_PORT=str(settings.dagster_port),
        FANZHA_AS_OF=settings.as_of.isoformat() if settings.as_of else "",
        FANZHA_CONTACT_LIMIT_MINUTES=str(settings.contact_limit_minutes),
        DAGSTER_HOME=str(settings.dagster_home),
        DBT_PROFILES_DIR=str(settings.dbt_dir),
        DBT_TARGET_PATH=str(settings.dbt_target),
        DBT_SEND_ANONYMOUS_USAGE_STATS="false",
        DO_NOT_TRACK="1",
    )
