"""A cell as a picture."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._architecture import Architecture, Cell

WIDTH, STEP, TEXT = 640, 150, 12  # pixels: of a cell at most, between nodes, of letters


def _arc(cell: Cell, top: int, step: float) -> tuple[list[str], int]:
    """Nodes in a row, edges as arcs above it, the longer the higher; and the height that they take."""
    longest = max((edge.target - edge.source for edge in cell.edges), default=1)
    base = top + 30 + 34 * longest
    shapes = []
    places: dict[tuple[int, int], int] = {}
    for edge in cell.edges:
        again = places[edge.source, edge.target] = places.get((edge.source, edge.target), -1) + 1  # parallel edges above each other
        x1, x2 = (30 + step * node for node in (edge.source, edge.target))
        rise = 34 * (edge.target - edge.source) * 1.3 + 16 * again
        shapes.append(f'<path d="M{x1:.0f} {base} C{x1:.0f} {base - rise:.0f} {x2:.0f} {base - rise:.0f} {x2:.0f} {base}" fill="none" stroke="#8a8f98"/>')
        if edge.operation is not None:
            middle, above = (x1 + x2) / 2, base - 0.75 * rise - 3
            shapes.append(f'<text x="{middle:.0f}" y="{above:.0f}" text-anchor="middle" font-size="{TEXT}">{escape(edge.operation)}</text>')
    for node in range(cell.n_nodes):
        x = 30 + step * node
        shapes.append(f'<circle cx="{x:.0f}" cy="{base}" r="11" fill="#e8eef7" stroke="#3b5b92"/>')
        shapes.append(f'<text x="{x:.0f}" y="{base + 4}" text-anchor="middle" font-size="{TEXT}">{node}</text>')
        if cell.node_operations and (operation := cell.node_operations[node]) is not None:
            shapes.append(f'<text x="{x:.0f}" y="{base + 28}" text-anchor="middle" font-size="{TEXT}">{escape(operation)}</text>')
    return shapes, base + 44 - top


def drawing(architecture: Architecture) -> str:
    """All cells of an architecture, one below the other, as SVG."""
    shapes, top, width = [], 26, 0.0
    for cell in architecture.cells:
        step = min(STEP, (WIDTH - 60) / max(1, cell.n_nodes - 1))
        drawn, height = _arc(cell, top, step)
        shapes += drawn
        top += height
        width = max(width, 60 + step * (cell.n_nodes - 1))
    width = max(width, 7.3 * len(architecture.key) + 20)
    title = f'<text x="10" y="17" font-size="{TEXT}" font-family="monospace">{escape(architecture.key)}</text>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{top}" font-family="sans-serif" fill="#222">{title}{"".join(shapes)}</svg>'
