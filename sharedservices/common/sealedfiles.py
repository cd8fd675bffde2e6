"""Files that hold personal data, kept in the default storage only in sealed form.

A file is a list of lines, each a sealed piece bound to the file's name and its place, the last marked as the last: a
piece that is moved, left out or cut off does not open.
"""

import base64
import io
from collections.abc import Iterator
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from sharedservices.common import sealing
from sharedservices.common.sealing import SealBroken

PIECE_BYTES = 1 << 20


def save(name: str, stream: BinaryIO) -> str:
    """Seal a stream from its beginning and store it; return the name that it is stored under."""
    stream.seek(0)
    lines: list[str] = []
    piece = stream.read(PIECE_BYTES)
    while True:
        following = stream.read(PIECE_BYTES)
        text = base64.b64encode(piece).decode()
        lines.append(sealing.seal(text, aad=_aad(name, len(lines), is_last=not following)))
        if not following:
            break
        piece = following
    stored = default_storage.save(name, ContentFile("\n".join(lines).encode()))
    if stored != name:  # the seal is bound to the name: a name is used once
        default_storage.delete(stored)
        message = f"there is already a stored file of the name {name}"
        raise FileExistsError(message)
    return stored


def load(name: str) -> io.BytesIO:
    """Return the content of a sealed file.

    :raises FileNotFoundError: if there is none of the name.
    :raises SealBroken: if it was altered, cut off, or its key is gone.
    """
    content = io.BytesIO()
    for piece in _pieces(name):
        content.write(piece)
    content.seek(0)
    return content


def delete(name: str) -> None:
    """Remove a file; one that is gone already is no error."""
    default_storage.delete(name)


def _pieces(name: str) -> Iterator[bytes]:
    with default_storage.open(name, "rb") as file:
        tokens = file.read().decode().split("\n")
    for place, token in enumerate(tokens):
        is_last = place == len(tokens) - 1
        try:
            text = sealing.open_sealed(token, aad=_aad(name, place, is_last=is_last))
        except SealBroken:
            message = f"piece {place} of a sealed file does not open"
            raise SealBroken(message) from None
        yield base64.b64decode(text)


def _aad(name: str, place: int, *, is_last: bool) -> str:
    return f"file:{name}:{place}:{'last' if is_last else 'more'}"
