"""The statistical functions that SQL lacks, registered with DuckDB.

Exact intervals need quantiles of the beta and gamma distributions, exact limits of
counts those of three discrete ones; everything else about intervals and limits is
arithmetic in the dbt macros. All are null where an argument is null or impossible.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb.func import FunctionNullHandling, PythonUDFType
from duckdb.sqltypes import DOUBLE
from scipy.special import bdtrik, betaincinv, gammaincinv, nbdtrik, pdtrik

Floats = npt.NDArray[np.float64]
Inverse = Callable[..., Floats]


def _where(valid: npt.NDArray[np.bool_], inverse: Inverse, *columns: Floats) -> Floats:
    """`inverse` of the rows that are valid, NaN elsewhere."""
    answers = np.full(len(valid), np.nan)
    answers[valid] = inverse(*(column[valid] for column in columns))
    return answers


def _is_share(p: Floats) -> npt.NDArray[np.bool_]:
    return (p >= 0) & (p <= 1)


def beta_quantile(p: Floats, a: Floats, b: Floats) -> Floats:
    """Quantile `p` of Beta(`a`, `b`)."""
    valid = (a > 0) & (b > 0) & _is_share(p)
    return _where(valid, lambda p, a, b: betaincinv(a, b, p), p, a, b)


def gamma_quantile(p: Floats, shape: Floats) -> Floats:
    """Quantile `p` of Gamma(`shape`, 1); twice that of k/2 is chi-squared's of k."""
    valid = (shape > 0) & _is_share(p)
    return _where(valid, lambda p, shape: gammaincinv(shape, p), p, shape)


def _count_quantile(p: Floats, none: Floats, inverse: Callable[[], Floats]) -> Floats:
    """The k at which the distribution function of a count is `p`.

    Between counts the function runs on smoothly (incomplete beta and gamma); from
    −1 to 0 it rises in a straight line to `none`, the probability of no event.
    So x < k says exactly P(X ≤ x) < p, and x > k + 1 exactly P(X ≥ x) < 1 − p.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        below = p / none - 1
    return np.where(p < none, below, inverse())


def poisson_quantile(p: Floats, mean: Floats) -> Floats:
    """Count that Poisson(`mean`) stays at or below with probability `p`."""

    def quantile(p: Floats, mean: Floats) -> Floats:
        return _count_quantile(p, np.exp(-mean), lambda: pdtrik(p, mean))

    return _where((mean >= 0) & (p > 0) & (p < 1), quantile, p, mean)


def binomial_quantile(p: Floats, trials: Floats, share: Floats) -> Floats:
    """Count that Binomial(`trials`, `share`) stays at or below with probability `p`."""

    def quantile(p: Floats, trials: Floats, share: Floats) -> Floats:
        counts = _count_quantile(
            p, (1 - share) ** trials, lambda: bdtrik(p, trials, share)
        )
        return np.where(share == 1, trials - 1 + p, counts)

    valid = (trials > 0) & _is_share(share) & (p > 0) & (p < 1)
    return _where(valid, quantile, p, trials, share)


def negative_binomial_quantile(p: Floats, stops: Floats, share: Floats) -> Floats:
    """Count before the `stops`-th of the others that stays below with probability `p`.

    `share` is the probability that an event is one of the others, not counted.
    """

    def quantile(p: Floats, stops: Floats, share: Floats) -> Floats:
        return _count_quantile(p, share**stops, lambda: nbdtrik(p, stops, share))

    valid = (stops >= 0) & (share > 0) & (share <= 1) & (p > 0) & (p < 1)
    return _where(valid, quantile, p, stops, share)


FUNCTIONS: dict[str, tuple[Inverse, int]] = {
    "beta_quantile": (beta_quantile, 3),
    "gamma_quantile": (gamma_quantile, 2),
    "poisson_quantile": (poisson_quantile, 2),
    "binomial_quantile": (binomial_quantile, 3),
    "negative_binomial_quantile": (negative_binomial_quantile, 3),
}


def _on_arrow(function: Inverse) -> Callable[..., pa.Array]:
    @wraps(function)  # DuckDB counts the arguments
    def answer(*columns: pa.ChunkedArray) -> pa.Array:
        values = function(*(column.to_numpy().astype(float) for column in columns))
        return pa.array(values, mask=np.isnan(values))

    return answer


def register_functions(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the functions callable from SQL on this connection."""
    for name, (function, arguments) in FUNCTIONS.items():
        connection.create_function(
            name,
            _on_arrow(function),
            [DOUBLE] * arguments,
            DOUBLE,
            type=PythonUDFType.ARROW,
            null_handling=FunctionNullHandling.SPECIAL,
        )


class Plugin(BasePlugin):
    """Lets dbt-duckdb register the functions; named in `profiles.yml`."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Called by dbt-duckdb once for its connection."""
        register_functions(conn)
