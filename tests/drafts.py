"""Small articles, and what their drafts hold."""

import re
from typing import Any

from corpus.adding.drafting import draft
from corpus.adding.records import Draft, Extract, Found

PROSE = (
    "Beans want a long soak before they are cooked, and a pinch of salt does them no harm at all.",
    "A heavy pot keeps the heat even, so the beans at the bottom do not burn while those on top stay hard.",
    "Taste them after forty minutes, and give them as long as they need after that.",
)
TEXT = (
    "豆子下锅之前要泡很久，放一小撮盐也没有坏处。",
    "厚重的锅受热均匀，锅底的豆子不会糊，上面的也不会夹生。",
    "四十分钟以后尝一尝，不够软就再煮一会儿。",
)


def made(markdown: str, **found: Any) -> Draft:
    return draft(Extract(markdown=markdown, found=Found(**found)))


def text_of(result: Draft) -> str:
    return "\n\n".join(section.text for section in result.sections)


def page(*lines: str, prose: tuple[str, ...] = PROSE) -> str:
    """The lines between the sentences of an article with a title."""
    return "\n\n".join(["# How to cook beans", prose[0], prose[1], *lines, prose[2]])


def folded(text: str) -> str:
    return " ".join(re.sub(r"^- ", "", text, flags=re.MULTILINE).split())
