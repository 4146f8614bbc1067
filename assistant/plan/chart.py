"""A plan as a Gantt chart: an SVG whose text and lines take the colour of the page around it."""

import io
import re
import warnings
from threading import Lock

from assistant.plan import wording
from assistant.plan.records import Plan

# matplotlib's settings are one for the process, so charts are drawn in turn.
_DRAWING = Lock()
_BAR, _ROW = "#5b74e6", 0.42
# Chinese names are written as text and set by the reader's fonts: that the one for measuring lacks them is no fault.
warnings.filterwarnings("ignore", message="Glyph .* missing from font", category=UserWarning)
# Stands for the colour of the surrounding text, which matplotlib cannot name.
_TEXT = "#123456"


def plan_chart(plan: Plan) -> str:
    """The chart as an `<svg>` element: a bar for each stage, a diamond for each milestone. Empty without stages."""
    if not plan.stages:
        return ""
    # Half a second of import, and only charts need it. No pyplot: its global state is not for servers.
    from matplotlib import rc_context  # noqa: PLC0415
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    # Text stays text, in the fonts of the reader; a fixed salt gives equal plans equal files.
    with (
        _DRAWING,
        rc_context({"svg.fonttype": "none", "svg.hashsalt": "plan", "text.color": _TEXT, "font.family": "sans-serif"}),
    ):
        figure = Figure(figsize=(8.2, 0.9 + _ROW * len(plan.stages)), facecolor="none")
        figure.subplots_adjust(left=0.28, right=0.95, top=0.97, bottom=0.5 / figure.get_figheight())
        axes = figure.add_subplot(facecolor="none")
        for row, stage in enumerate(plan.stages):
            first, after = date2num(stage.start), date2num(stage.end) + 1
            axes.barh(row, after - first, left=first, height=0.55, color=_BAR)
            axes.plot([after], [row], marker="D", markersize=6, color=_TEXT, clip_on=False)
        axes.set_yticks(range(len(plan.stages)), [""] * len(plan.stages))
        for row, stage in enumerate(plan.stages):
            axes.annotate(stage.name, (0, row), xycoords=("axes fraction", "data"), xytext=(-8, 0),
                          textcoords="offset points", ha="right", va="center", fontsize=10)  # fmt: skip
        axes.invert_yaxis()
        axes.set_xlim(date2num(plan.start), date2num(plan.end) + 1)
        locator = AutoDateLocator(minticks=3, maxticks=8)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, formats=["%Y", "%Y-%m", "%m-%d"] + ["%H:%M"] * 3,
                                       zero_formats=["", "%Y-%m", "%Y-%m"] + [""] * 3, show_offset=False))  # fmt: skip
        axes.tick_params(axis="x", colors=_TEXT, length=3)
        axes.tick_params(axis="y", length=0)
        for name, spine in axes.spines.items():
            spine.set_visible(name == "bottom")
            spine.set_color(_TEXT)
        axes.grid(axis="x", color=_TEXT, alpha=0.2)
        axes.set_axisbelow(True)
        written = io.StringIO()
        FigureCanvasSVG(figure).print_svg(
            written, metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
        )
    return _themed(written.getvalue(), plan)


def _themed(written: str, plan: Plan) -> str:
    """The element alone, coloured by its surroundings, as wide as there is room, with words for screen readers."""
    element = written[written.index("<svg") :]
    element = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", element, flags=re.DOTALL)
    element = element.replace(_TEXT, "currentColor")
    label = wording.TEXT[plan.request.language]["title"]
    return re.sub(
        r'(<svg[^>]*?) width="[^"]+"',
        rf'\1 role="img" aria-label="{label}" style="max-width: 100%; height: auto" width="100%"',
        re.sub(r'(<svg[^>]*?) height="[^"]+"', r"\1", element, count=1),
        count=1,
    )
