"""A fit on one screen, in the layout that users of mixed models know: what was fitted, variances, coefficients."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

__all__ = ["FitSummary"]

_TITLE = "Linear mixed model with memberships, fitted by REML"
_NOTE = "df: Satterthwaite. The restricted log-likelihood may be compared between fits of the same y and x only."


@dataclass(frozen=True, eq=False)
class FitSummary:
    """``facts`` about the fit, its ``variances`` and its ``coefficients``; text as it is, a table in notebooks."""

    facts: dict[str, str]
    variances: pd.DataFrame
    coefficients: pd.DataFrame
    notes: tuple[str, ...]

    def __str__(self) -> str:
        width = max(map(len, self.facts), default=0)
        facts = [f"{name:<{width}}  {value}" for name, value in self.facts.items()]
        tables = [_text(self.variances), _text(self.coefficients)]
        return "\n\n".join([_TITLE, "\n".join(facts), *tables, "\n".join((*self.notes, _NOTE))])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = [f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in self.facts.items()]
        tables = "".join(_shown(table).to_html(index=False, border=0) for table in (self.variances, self.coefficients))
        notes = "".join(f"<p>{escape(note)}</p>" for note in (*self.notes, _NOTE))
        return f"<p><b>{escape(_TITLE)}</b></p><table>{''.join(rows)}</table>{tables}{notes}"


def _text(table: pd.DataFrame) -> str:
    return _shown(table).to_string(index=False)


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    """Numbers as one reads them: four significant digits, p to three decimals."""
    shown = table.copy()
    for name in shown:
        if pd.api.types.is_float_dtype(shown[name]):
            shown[name] = shown[name].map(_p_value if name == "p_value" else _number)
    return shown


def _number(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.4g}" if abs(value) < 1e4 else f"{value:,.0f}"


def _p_value(value: float) -> str:
    return "" if np.isnan(value) else "<0.001" if value < 0.001 else f"{value:.3f}"
