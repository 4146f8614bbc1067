"""The parts of DOCX and EPUB files, which are zip archives: bounded, never unpacked to disk, their XML harmless."""

import zlib
from io import BytesIO
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from corpus.adding.decoding import SIZE_LIMIT
from corpus.adding.records import AddingFault

ENTRIES_LIMIT = 5000
UNPACKED_LIMIT = 100 * 1024 * 1024
"""Bytes of all parts together."""
RATIO_LIMIT = 100
"""Of all parts unpacked to the file, from SIZE_LIMIT on; text packs to a tenth."""
_OLE = b"\xd0\xcf\x11\xe0"


class Archive:
    """An archive whose names, sizes and ways of packing have been checked. Raises AddingFault, here and in reading."""

    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        if content.startswith(_OLE):
            raise AddingFault(f"{name} is an old or password-protected Word file: save it as .docx without a password")
        if not content.startswith(b"PK\x03\x04"):
            raise AddingFault(f"{name} is no zip archive, as its format needs: save it anew")
        try:
            self._zip = ZipFile(BytesIO(content))
        except (BadZipFile, ValueError, NotImplementedError) as error:
            raise self._damaged(error) from error
        entries = self._zip.infolist()
        self.names = {entry.filename for entry in entries}
        declared = sum(entry.file_size for entry in entries)
        if len(entries) > ENTRIES_LIMIT:
            raise AddingFault(f"{name} holds {len(entries)} parts, more than {ENTRIES_LIMIT}: split it")
        if declared > UNPACKED_LIMIT or declared > max(SIZE_LIMIT, RATIO_LIMIT * len(content)):
            size = f"{declared / 2**20:.0f} MB from {len(content) / 2**20:.1f} MB"
            raise AddingFault(f"{name} would unpack to {size}, too much for an article: save it anew or split it")
        if unsafe := next((part for part in self.names if _is_unsafe(part)), None):
            raise AddingFault(f"{name} holds the part {unsafe[:60]!r}, which points out of the archive: save it anew")
        if any(entry.flag_bits & 1 or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
            raise AddingFault(f"{name} is encrypted or packed in an unusual way: save it anew without a password")

    def read(self, part: str) -> bytes:
        """The bytes of a part; no more than it declares, whatever it unpacks to."""
        try:
            with self._zip.open(part) as file:
                # The size bounds the unpacking; without one all of it would be unpacked before any of it is cut off.
                return file.read(self._zip.getinfo(part).file_size + 1)
        except (KeyError, BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
            raise self._damaged(error) from error

    def xml(self, part: str) -> Element:
        """The root of a part that is XML and declares no entities."""
        content = self.read(part)
        check_entities(content, self.name)
        try:
            return fromstring(content)  # noqa: S314  (no entities, see above)
        except (ParseError, ValueError, LookupError) as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> AddingFault:
        return AddingFault(f"{self.name} is damaged ({' '.join(str(error).split())[:100]}): save it anew")


def check_entities(content: bytes, name: str) -> None:
    """Raises AddingFault for XML that declares entities: they can unpack without end or read other files.

    What is not well formed is left to whoever reads it.
    """

    def refuse(*declaration: object) -> None:
        raise AddingFault(f"{name} declares XML entities, which no article needs: save it anew")

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError):
        return


def _is_unsafe(part: str) -> bool:
    return part.startswith("/") or "\\" in part or ".." in PurePosixPath(part).parts or part[1:2] == ":"
