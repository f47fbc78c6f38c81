"""Files to send and files to write: bytes, paths and file objects, with no more in memory than is needed."""

from __future__ import annotations

import io
import os
from typing import Protocol, TypeAlias, cast

from .errors import ArgumentError


class Reader(Protocol):
    """A file object that is open for reading bytes."""

    def read(self, size: int, /) -> bytes:
        """Returns at most `size` bytes; none at the end."""
        ...


class Writer(Protocol):
    """A file object that is open for writing bytes."""

    def write(self, data: bytes, /) -> object:
        """Writes the bytes."""
        ...


FileInput: TypeAlias = bytes | bytearray | memoryview | str | os.PathLike[str] | Reader
FileOutput: TypeAlias = str | os.PathLike[str] | Writer

MAX_BYTES = 10 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024


def direct_input(content: FileInput) -> tuple[str | None, bytes | None] | None:
    """The path that core reads a file to send from, or its bytes. None for a file object, which must be read."""
    if isinstance(content, bytes):
        return None, content
    if isinstance(content, (bytearray, memoryview)):
        return None, bytes(content)
    path = _path_of(content)
    if path is not None:
        return path, None
    _check_binary(content, "read")
    return None


def read_input(content: FileInput) -> tuple[str | None, bytes | None]:
    """The bytes of a file object, as `direct_input` returns them."""
    file = cast("Reader", content)
    chunks: list[bytes] = []
    room = MAX_BYTES + 1
    while room > 0:
        chunk = cast("object", file.read(room))
        if not isinstance(chunk, bytes):
            kind = type(chunk).__name__
            raise ArgumentError(f"reading the file returned {kind}, not bytes", hint="open it in binary mode")
        if not chunk:
            return None, chunks[0] if len(chunks) == 1 else b"".join(chunks)
        chunks.append(chunk)
        room -= len(chunk)
    raise ArgumentError(
        f"the file is larger than the {MAX_BYTES // 1024 // 1024} MB that Xero accepts",
        hint="make it smaller, or split it",
    )


def unread_input(error: ArgumentError, content: FileInput) -> ArgumentError:
    """The error for a file that core could not read. For a str that is no path it says how a str is understood."""
    if not isinstance(content, str) or "cannot be read" not in error.message or os.path.lexists(content):
        return error
    message = "content is a str, which is read as a path, and there is no such file"
    # The str may be the content of the file, which no error shows.
    rest = {name: value for name, value in error.to_dict().items() if name not in ("message", "hint", "text")}
    return ArgumentError(message, **{**rest, "hint": 'to send text, give its bytes: "text".encode()'})


def output_path(to: FileOutput) -> str | None:
    """The path that a file is written to. None for a file object."""
    path = _path_of(to)
    if path is None:
        _check_binary(to, "write")
    return path


def content_of(response: bytes) -> bytes:
    """The file in a response, which follows its first line."""
    return response[response.index(b"\n") + 1 :]


def temporary_file() -> str:
    """The path of a new, empty file."""
    import tempfile

    descriptor, path = tempfile.mkstemp(prefix="xero-m2m-")
    os.close(descriptor)
    return path


def copy_to(path: str, to: FileOutput) -> int:
    """Copies the file into the file object, chunk by chunk, and removes it. Returns its size."""
    write = cast("Writer", to).write
    size = 0
    try:
        with open(path, "rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                size += len(chunk)
                while chunk:
                    written: object = write(chunk)
                    chunk = chunk[written:] if isinstance(written, int) else b""
    finally:
        remove(path)
    return size


def remove(path: str) -> None:
    """Removes the file if it exists."""
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
        raise ArgumentError("the path is not Unicode text", hint="give the file's bytes, or an open file") from None
    return text


def _check_binary(value: object, verb: str) -> None:
    hint = "give bytes, a path, or a file object that is open in binary mode"
    if not callable(getattr(value, verb, None)):
        raise ArgumentError(f"{type(value).__name__} is neither a path nor a file object to {verb}", hint=hint)
    if isinstance(value, io.TextIOBase):
        raise ArgumentError(f"{type(value).__name__} is open in text mode", hint=hint)
