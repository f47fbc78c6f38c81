"""Files to send and files to write: bytes, text, paths, file objects and iterators, with no more in memory than needed.

A file to send has at most 10 MB and is in memory once: its length must be known before it is sent, and a repeat sends
it again. One that is too large is noticed at the piece that exceeds the limit.
"""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol, TypeAlias, cast

from .errors import ArgumentError


class Reader(Protocol):
    """A file object that is open for reading bytes."""

    def read(self, size: int, /) -> bytes:
        """Returns at most `size` bytes; none at the end."""
        ...


class AsyncReader(Protocol):
    """A file object whose bytes are awaited."""

    async def read(self, size: int, /) -> bytes:
        """Returns at most `size` bytes; none at the end."""
        ...


class Writer(Protocol):
    """A file object that is open for writing bytes."""

    def write(self, data: bytes, /) -> object:
        """Writes the bytes."""
        ...


FileInput: TypeAlias = bytes | bytearray | memoryview | str | os.PathLike[str] | Reader | Iterable[bytes | str]
AsyncFileInput: TypeAlias = FileInput | AsyncReader | AsyncIterable[bytes | str]
FileOutput: TypeAlias = str | os.PathLike[str] | Writer

MAX_BYTES = 10 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024
_HINT = "give bytes, text, a Path, a file object that is open in binary mode, or an iterator of bytes"


class Source(NamedTuple):
    """What core sends: the file at a path, or bytes, which may be those of a text."""

    path: str | None
    payload: bytes | None
    is_text: bool = False

    @property
    def fields(self) -> dict[str, object]:
        """What a request says of it."""
        return {"text": True} if self.is_text else {} if self.path is None else {"from": self.path}


def direct_input(content: AsyncFileInput) -> Source | None:
    """What core can send at once. None for what must be read first."""
    if isinstance(content, bytes):
        return Source(None, content)
    if isinstance(content, (bytearray, memoryview)):
        return Source(None, bytes(content))
    if isinstance(content, str):
        return Source(None, _encoded(content), is_text=True)
    if isinstance(content, os.PathLike):
        return Source(_path_text(content), None)
    return None


def read_input(content: FileInput) -> Source:
    """The bytes of a file object or of an iterator."""
    collected = _Collected()
    for piece in _pieces(content):
        collected.add(piece)
    return collected.source()


async def async_read_input(content: AsyncFileInput) -> Source:
    """As `read_input`, of what is awaited too. What blocks is read on another thread."""
    from asyncio import to_thread

    pieces = _awaited_pieces(content)
    if pieces is None:
        return await to_thread(read_input, cast("FileInput", content))
    collected = _Collected()
    async for piece in pieces:
        collected.add(piece)
    return collected.source()


class _Collected:
    """The pieces of a file, as long as they are not more than Xero accepts."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, piece: object) -> None:
        if isinstance(piece, str):
            piece = _encoded(piece)
        if isinstance(piece, (bytearray, memoryview)):
            piece = bytes(cast("bytearray", piece))
        if not isinstance(piece, bytes):
            kind = type(piece).__name__
            raise ArgumentError(f"a piece of the content is {kind}, not bytes", hint="open the file in binary mode")
        self._size += len(piece)
        if self._size > MAX_BYTES:
            raise ArgumentError(
                f"the file is larger than the {MAX_BYTES // 1024 // 1024} MB that Xero accepts",
                hint="make it smaller, or split it",
            )
        self._pieces.append(piece)

    def source(self) -> Source:
        pieces = self._pieces
        return Source(None, pieces[0] if len(pieces) == 1 else b"".join(pieces))


def _pieces(content: FileInput) -> Iterator[object]:
    read = getattr(content, "read", None)
    if callable(read):
        # A file in text mode has other line ends, and maybe other characters, than the file itself.
        if isinstance(content, io.TextIOBase) and not isinstance(content, io.StringIO):
            raise ArgumentError(f"{type(content).__name__} is open in text mode", hint=_HINT)
        return _read_pieces(read)
    if isinstance(content, AsyncIterable):
        raise ArgumentError("a blocking call cannot await its content", hint=f"{_HINT}, or use AsyncClient")
    if isinstance(content, Iterable) and not isinstance(content, Mapping):
        return iter(content)
    raise ArgumentError(f"{type(cast('object', content)).__name__} is not a file", hint=_HINT)


def _read_pieces(read: Callable[[int], object]) -> Iterator[object]:
    while piece := read(MAX_BYTES + 1):
        yield piece


def _awaited_pieces(content: AsyncFileInput) -> AsyncIterator[object] | None:
    from inspect import iscoroutinefunction

    read = getattr(content, "read", None)
    if iscoroutinefunction(read):

        async def pieces() -> AsyncIterator[object]:
            while piece := await read(MAX_BYTES + 1):
                yield piece

        return pieces()
    return aiter(content) if isinstance(content, AsyncIterable) and read is None else None


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise ArgumentError("the content is not Unicode text", hint="give its bytes") from None


def output_path(to: FileOutput) -> str | None:
    """The path that a file is written to. None for a file object."""
    if isinstance(to, (str, os.PathLike)):
        return _path_text(to)
    hint = "give a path, or a file object that is open in binary mode"
    if not callable(getattr(to, "write", None)):
        raise ArgumentError(f"{type(to).__name__} is neither a path nor a file object to write", hint=hint)
    # The types have no file in text mode, but programs do.
    if isinstance(cast("object", to), io.TextIOBase):
        raise ArgumentError(f"{type(to).__name__} is open in text mode", hint=hint)
    return None


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


def _path_text(path: str | os.PathLike[str]) -> str:
    text = os.fsdecode(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ArgumentError("the path is not Unicode text", hint="give the file's bytes, or an open file") from None
    return text
