"""Addresses of sections: they stay as they are for as long as the section does, and can be shared."""

from urllib.parse import quote, urlencode

from assistant.records import Citation
from corpus.resources import RESOURCES


def source_address(source_id: str) -> str:
    """The address of an article."""
    return f"?{urlencode({'source': source_id})}"


def section_address(source_id: str, section_id: str) -> str:
    """The address of a section of an article, or of an entry of the resource list."""
    return f"{source_address(source_id)}#{quote(section_id, safe='')}"


def resource_address(resource_id: str) -> str:
    """The address of an entry of the resource list."""
    return section_address(RESOURCES, resource_id)


def passage_address(passage_id: str, start: int = 0, end: int = 0) -> str:
    """The address of a section that shows a passage, `text[start:end]` of it marked where there is such a part."""
    place, _, part = passage_id.partition("#")
    source_id, section_id, language = place.split("/")
    fields = {"source": source_id, "lang": language, "quote": f"{start}-{end}" if start < end else "", "part": part}
    fields = {name: value for name, value in fields.items() if value}
    return f"?{urlencode(fields)}#{quote(section_id, safe='')}"


def citation_address(citation: Citation) -> str:
    """The address of a section that shows the quote of a citation."""
    return passage_address(citation.passage_id, citation.start, citation.end)
