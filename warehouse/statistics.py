"""The one statistical function that SQL lacks, registered with DuckDB.

Exact (Clopper–Pearson) intervals need quantiles of the beta distribution;
everything else about intervals is arithmetic in the dbt macros.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb.func import FunctionNullHandling, PythonUDFType
from duckdb.sqltypes import DOUBLE
from scipy.special import betaincinv


def beta_quantile(
    p: pa.ChunkedArray, a: pa.ChunkedArray, b: pa.ChunkedArray
) -> pa.Array:
    """Quantile `p` of Beta(`a`, `b`), row by row.

    Null where an argument is null or a shape parameter is not positive.
    """
    p_values, a_values, b_values = (
        column.to_numpy().astype(float) for column in (p, a, b)
    )
    valid = (a_values > 0) & (b_values > 0) & (p_values >= 0) & (p_values <= 1)
    quantiles = np.full(len(p_values), np.nan)
    quantiles[valid] = betaincinv(a_values[valid], b_values[valid], p_values[valid])
    return pa.array(quantiles, mask=np.isnan(quantiles))


def register_functions(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `beta_quantile(p, a, b)` callable from SQL on this connection."""
    connection.create_function(
        "beta_quantile",
        beta_quantile,
        [DOUBLE, DOUBLE, DOUBLE],
        DOUBLE,
        type=PythonUDFType.ARROW,
        null_handling=FunctionNullHandling.SPECIAL,
    )


class Plugin(BasePlugin):
    """Lets dbt-duckdb register the functions; named in `profiles.yml`."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Called by dbt-duckdb once for its connection."""
        register_functions(conn)
