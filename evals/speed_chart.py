"""How time, memory and disk grow with the number of passages, as an SVG."""

import io
from collections.abc import Sequence
from typing import Any

from evals.speed import Measured

_PANELS: tuple[tuple[str, dict[str, str]], ...] = (
    (
        "milliseconds for a question",
        {
            "search_p95_ms": "search, p95",
            "search_p50_ms": "search, p50",
            "vectors_p50_ms": "vectors alone, p50",
            "embed_p50_ms": "embedding, p50",
        },
    ),
    (
        "seconds",
        {"embedding_seconds": "build: embedding", "other_seconds": "build: the rest", "open_seconds": "opening"},
    ),
    ("megabytes", {"build_mb": "memory, build", "search_mb": "memory, search", "disk_mb": "disk"}),
)


def speed_chart(rows: Sequence[Measured]) -> str:
    """The chart as an SVG file: three panels over the number of passages, all axes logarithmic."""
    from matplotlib import rc_context  # noqa: PLC0415
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "speed", "font.size": 9}):
        figure = Figure(figsize=(12, 4), layout="constrained")
        panels: Any = figure.subplots(1, len(_PANELS))
        for axes, (unit, series) in zip(panels, _PANELS, strict=True):
            _draw(axes, unit, series, rows)
        written = io.StringIO()
        canvas: Any = FigureCanvasSVG(figure)
        canvas.print_svg(written, metadata={"Date": None})
    return written.getvalue()


def _draw(axes: Any, unit: str, series: dict[str, str], rows: Sequence[Measured]) -> None:
    from matplotlib.ticker import LogLocator  # noqa: PLC0415

    passages = [row.passages for row in rows]
    for (name, label), marker in zip(series.items(), "os^D", strict=False):
        axes.plot(passages, [max(getattr(row, name), 1e-3) for row in rows], marker=marker, label=label)
    axes.set(xscale="log", yscale="log", xlabel="passages", ylabel=unit)
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.set_xticks(passages, [f"{count:,}" for count in passages])
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
