"""Files on their way in and out: bytes, paths and file objects, with no more of them in memory than is needed."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, cast

from .errors import ArgumentError

if TYPE_CHECKING:
    from typing import Protocol, TypeAlias

    class Reader(Protocol):
        """A file object open for reading bytes."""

        def read(self, size: int, /) -> bytes:
            """Gives at most so many bytes, none at the end."""
            ...

    class Writer(Protocol):
        """A file object open for writing bytes."""

        def write(self, data: bytes, /) -> object:
            """Takes the bytes."""
            ...

    Content: TypeAlias = bytes | bytearray | memoryview | str | os.PathLike[str] | Reader
    Target: TypeAlias = str | os.PathLike[str] | Writer

LARGEST = 10 * 1024 * 1024
_PIECE = 64 * 1024


def source_of(content: Content) -> tuple[str | None, bytes | None]:
    """Where core finds a file that is sent: at its path, or in its bytes."""
    if isinstance(content, bytes):
        return None, content
    if isinstance(content, (bytearray, memoryview)):
        return None, bytes(content)
    path = _path_of(content)
    if path is not None:
        return path, None
    _check_binary(content, "read")
    return None, _read(cast("Reader", content))


def not_read(error: ArgumentError, content: Content) -> ArgumentError:
    """The error of a file that core could not read, which for a text that is no path says what became of it."""
    if not isinstance(content, str) or "cannot be read" not in error.message or os.path.lexists(content):
        return error
    message = "content is a str, which is read as a path, and there is no such file"
    # The text may be the file's content, which no error tells.
    rest = {name: value for name, value in error.to_dict().items() if name not in ("message", "hint", "text")}
    return ArgumentError(message, **{**rest, "hint": 'give the bytes of a text: "text".encode()'})


def path_of(to: Target) -> str | None:
    """The path that a file is written to; None for a file object."""
    path = _path_of(to)
    if path is None:
        _check_binary(to, "write")
    return path


def framed(reply: bytes) -> bytes:
    """The file that stands in a reply, behind the line that is its head."""
    return reply[reply.index(b"\n") + 1 :]


def temporary() -> str:
    """The path of a new, empty file."""
    import tempfile

    descriptor, path = tempfile.mkstemp(prefix="xero-m2m-")
    os.close(descriptor)
    return path


def poured(path: str, to: Target) -> int:
    """Writes the file into the file object, piece by piece, and removes it. Gives its size."""
    write = cast("Writer", to).write
    size = 0
    try:
        with open(path, "rb") as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                while piece:
                    taken: object = write(piece)
                    piece = piece[taken:] if isinstance(taken, int) else b""
    finally:
        remove(path)
    return size


def remove(path: str) -> None:
    """Removes the file if it is there."""
    import contextlib

    with contextlib.suppress(OSError):
        os.unlink(path)


def _path_of(value: object) -> str | None:
    if not isinstance(value, (str, os.PathLike)):
        return None
    path: str | bytes = os.fspath(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    text = os.fsdecode(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ArgumentError("the path is no Unicode text", hint="give bytes, or an open file") from None
    return text


def _check_binary(value: object, verb: str) -> None:
    hint = "give bytes, a path, or a file object that is open in binary mode"
    if not callable(getattr(value, verb, None)):
        raise ArgumentError(f"{type(value).__name__} is neither a path nor a file object to {verb}", hint=hint)
    if isinstance(value, io.TextIOBase):
        raise ArgumentError(f"{type(value).__name__} is open in text mode", hint=hint)


def _read(file: Reader) -> bytes:
    pieces: list[bytes] = []
    room = LARGEST + 1
    while room > 0:
        piece = cast("object", file.read(room))
        if not isinstance(piece, bytes):
            kind = type(piece).__name__
            raise ArgumentError(f"reading the file gave {kind}, not bytes", hint="open it in binary mode")
        if not piece:
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)
        pieces.append(piece)
        room -= len(piece)
    raise ArgumentError(
        f"the file is larger than {LARGEST // 1024 // 1024} MB", hint="Xero takes attachments and files up to that size"
    )
