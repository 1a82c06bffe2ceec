"""What a notebook shows."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._matrix import FeatureMatrix

ROWS, COLUMNS = 6, 8  # of a table, as many as fit beside and below each other


def table(matrix: FeatureMatrix) -> str:
    """The first rows and columns of a matrix as a table of HTML, and how many there are."""
    n, columns = matrix.shape
    said = f"<p>{escape(repr(matrix)[1:-1])}</p>"
    if matrix.device != "cpu":
        return said
    names = matrix.names[:COLUMNS]
    head = "".join(f"<th>{escape(name)}</th>" for name in ["net", *names])
    if columns > COLUMNS:
        head += "<th>…</th>"
    rows = []
    keys = matrix.space.keys(matrix.indices[:ROWS])
    for key, values in zip(keys, matrix.numpy()[:ROWS, :COLUMNS], strict=True):
        cells = "".join(f"<td>{value:g}</td>" for value in values)
        rows.append(f"<tr><td><code>{escape(key)}</code></td>{cells}{'<td>…</td>' if columns > COLUMNS else ''}</tr>")
    if n > ROWS:
        rows.append(f'<tr><td colspan="{len(names) + 2}">…</td></tr>')
    return f"{said}<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
