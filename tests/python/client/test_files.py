"""Files up and down: from bytes, a path or a file object, and to each of them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from stub_server import StubResponse, StubServer
from xero_m2m import ArgumentError, ValidationError

ID = "11111111-2222-3333-4444-555555555555"
PDF = StubResponse(b"%PDF-1.4\n\n\xff\x00" * 20_000, content_type="application/pdf")
SAVED = {"Attachments": [{"AttachmentID": ID, "FileName": "rent.pdf", "ContentLength": 3}]}


class Slow(io.RawIOBase):
    """A file object that takes and gives one byte at a time, as raw ones may."""

    def __init__(self, content: bytes = b"") -> None:
        self.content = bytearray(content)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        taken = bytes(self.content[:1])
        del self.content[:1]
        return taken

    def write(self, data: Any) -> int:
        self.content += data[:10_000]
        return min(len(data), 10_000)


def test_a_file_comes_as_bytes_or_is_written_to_the_given_target(tmp_path: Path) -> None:
    with StubServer(reply=lambda _: PDF) as xero, xero.client() as client:
        assert client.invoices.pdf(ID) == PDF.bytes
        assert xero.requests[0].headers["accept"] == "application/pdf"
        assert xero.requests[0].path == f"/api.xro/2.0/Invoices/{ID}"
        for target in (tmp_path / "a.pdf", str(tmp_path / "b.pdf")):
            assert client.invoices.pdf(ID, to=target) == len(PDF.bytes)
            assert Path(target).read_bytes() == PDF.bytes
        memory = io.BytesIO()
        assert client.invoices.pdf(ID, to=memory) == len(PDF.bytes)
        assert memory.getvalue() == PDF.bytes
        slow = Slow()
        assert client.invoices.pdf(ID, to=slow) == len(PDF.bytes)
        assert bytes(slow.content) == PDF.bytes


async def test_awaited_files_come_the_same_way(tmp_path: Path) -> None:
    with StubServer(reply=lambda _: PDF) as xero:
        async with xero.async_client() as client:
            assert await client.invoices.pdf(ID) == PDF.bytes
            assert await client.invoices.pdf(ID, to=tmp_path / "a.pdf") == len(PDF.bytes)
            assert (tmp_path / "a.pdf").read_bytes() == PDF.bytes
            memory = io.BytesIO()
            assert await client.invoices.pdf(ID, to=memory) == len(PDF.bytes)
            assert memory.getvalue() == PDF.bytes


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    class Full(io.BytesIO):
        def write(self, data: Any) -> int:
            raise OSError("no space")

    with StubServer(reply=lambda _: PDF) as xero, xero.client() as client:
        client.invoices.pdf(ID, to=io.BytesIO())
        with pytest.raises(OSError, match="no space"):
            client.invoices.pdf(ID, to=Full())
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_is_an_error_and_writes_nothing(tmp_path: Path) -> None:
    refusal = StubResponse(
        {"Type": "ValidationException", "Message": "no", "ErrorNumber": 10, "Elements": []}, status=400
    )
    with StubServer(reply=lambda _: refusal) as xero, xero.client() as client:
        memory = io.BytesIO()
        for to in (None, memory, tmp_path / "a.pdf"):
            with pytest.raises(ValidationError):
                client.invoices.pdf(ID, to=to)  # type: ignore[call-overload]
    assert memory.getvalue() == b""
    assert list(tmp_path.iterdir()) == []


def pieces(content: bytes) -> Any:
    return (bytes([byte]) for byte in content)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, io.BytesIO, Slow, pieces, "path", "file"])
def test_every_kind_of_content_is_sent_as_it_is(kind: Any, tmp_path: Path) -> None:
    content = b"\x00\xff%PDF"
    path = tmp_path / "rent.pdf"
    path.write_bytes(content)
    with path.open("rb") as file, StubServer(SAVED) as xero, xero.client() as client:
        given = {"path": path, "file": file}.get(kind) or kind(content)
        saved = client.invoices.attach(ID, "rent & rates.pdf", given, include_online=True)
    request = xero.requests[0]
    assert (request.method, request.body) == ("PUT", content)
    assert request.path == f"/api.xro/2.0/Invoices/{ID}/Attachments/rent%20%26%20rates.pdf"
    assert request.query == "IncludeOnline=true"
    assert request.headers["content-type"] == "application/pdf"
    assert saved.file_name == "rent.pdf"
    assert saved.meta is not None
    assert saved.meta.idempotency_key == request.headers["idempotency-key"]


async def test_awaited_uploads_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "rent.pdf"
    path.write_bytes(b"abc")
    with StubServer(reply=lambda _: SAVED) as xero:
        async with xero.async_client() as client:
            for given in (b"abc", path, io.BytesIO(b"abc")):
                await client.invoices.attach(ID, "rent.txt", given, content_type="text/x-own")
    assert [request.body for request in xero.requests] == [b"abc"] * 3
    assert {request.headers["content-type"] for request in xero.requests} == {"text/x-own"}


def test_the_files_api_gets_a_form() -> None:
    with StubServer({"Id": ID, "Name": "rent.pdf", "Size": 3}) as xero, xero.client() as client:
        saved = client.files.files.upload("rent.pdf", b"a\r\nb")
    request = xero.requests[0]
    assert request.path == "/files.xro/1.0/Files"
    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'filename="rent.pdf"' in request.body
    assert b"a\r\nb" in request.body
    assert saved.name == "rent.pdf"


def test_files_that_cannot_be_sent_are_refused(tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(10 * 1024 * 1024 + 1)
    contents: list[Any] = [
        tmp_path / "missing",
        str(tmp_path),
        large,
        large.read_bytes(),
        io.BytesIO(large.read_bytes()),
        b"",
        io.BytesIO(),
        {"a": b"b"},
        [1, 2],
        "\ud800",
        object(),
        None,
        7,
    ]
    with StubServer() as xero, xero.client() as client:
        for content in contents:
            with pytest.raises(ArgumentError) as refused:
                client.invoices.attach(ID, "rent.pdf", content)
            assert refused.value.hint
        for name in ("", "a/b.pdf", "a\r\nb.pdf", 7, None):
            with pytest.raises(ArgumentError):
                client.invoices.attach(ID, name, b"x")  # type: ignore[arg-type]
        for to in (7, object(), io.StringIO()):
            with pytest.raises(ArgumentError):
                client.invoices.pdf(ID, to=to)  # type: ignore[call-overload]
    assert xero.requests == []


@pytest.mark.parametrize("text", ["canary content", "two\nlines", "long " * 2000, "née: 5 €"])
async def test_a_text_is_sent_in_utf_8(text: str) -> None:
    async def awaited_pieces() -> Any:
        yield text[:3]
        yield text[3:].encode()

    with StubServer(reply=lambda _: SAVED) as xero, xero.client() as client:
        client.invoices.attach(ID, "note.txt", text)
        client.invoices.attach(ID, "note.txt", iter([text[:3], text[3:].encode()]))
        client.invoices.attach(ID, "note.txt", io.StringIO(text))
        async with xero.async_client() as awaited:
            await awaited.invoices.attach(ID, "note.txt", text)
            await awaited.invoices.attach(ID, "note.txt", awaited_pieces())
    assert [request.body for request in xero.requests] == [text.encode()] * 5


async def test_a_text_that_looks_like_a_path_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "canary.pdf"
    path.write_bytes(b"abc")
    with StubServer() as xero, xero.client() as client:
        with pytest.raises(ArgumentError) as refused:
            client.invoices.attach(ID, "note.txt", str(path))
        async with xero.async_client() as awaited:
            with pytest.raises(ArgumentError) as also:
                await awaited.invoices.attach(ID, "note.txt", str(path))
    for error in (refused.value, also.value):
        assert error.message == "the content is a text that looks like a path"
        assert "Path" in (error.hint or "")
        assert error.operation == "invoices.attach"
        assert "canary" not in f"{error}{error.to_dict()}{error.__context__}"
    assert xero.requests == []


async def test_an_awaited_file_object_is_read() -> None:
    class Upload:
        def __init__(self) -> None:
            self.left = [b"ab", b"c", b""]

        async def read(self, size: int = -1) -> bytes:
            return self.left.pop(0)

    with StubServer(SAVED) as xero:
        async with xero.async_client() as client:
            await client.invoices.attach(ID, "rent.pdf", Upload())
    assert xero.requests[0].body == b"abc"


def test_a_file_in_text_mode_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1,2\r\n")
    with (
        path.open() as file,
        StubServer() as xero,
        xero.client() as client,
        pytest.raises(ArgumentError, match="is open in text mode"),
    ):
        client.invoices.attach(ID, "a.csv", file)
    assert xero.requests == []


def test_pieces_are_read_no_further_than_xero_accepts() -> None:
    given = 0

    def endless() -> Any:
        nonlocal given
        while True:
            given += 1
            yield b"x" * 1024 * 1024

    with StubServer() as xero, xero.client() as client, pytest.raises(ArgumentError, match="larger than the 10 MB"):
        client.invoices.attach(ID, "rent.pdf", endless())
    assert given == 11


def test_a_path_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with (
        StubServer(reply=lambda _: PDF) as xero,
        xero.client() as client,
        pytest.raises(ArgumentError, match="cannot be written"),
    ):
        client.invoices.pdf(ID, to=tmp_path / "nowhere" / "a.pdf")


def test_reading_the_file_happens_off_the_loop() -> None:
    import asyncio
    import threading

    where: list[int] = []

    class Watching(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            where.append(threading.get_ident())
            return super().read(size)

        def write(self, data: Any) -> int:
            where.append(threading.get_ident())
            return super().write(data)

    async def main() -> None:
        with StubServer(SAVED, PDF) as xero:
            async with xero.async_client() as client:
                await client.invoices.attach(ID, "rent.pdf", Watching(b"abc"))
                await client.invoices.pdf(ID, to=Watching())

    asyncio.run(main())
    assert where
    assert threading.get_ident() not in where


def test_a_path_may_hold_any_name_that_is_text(tmp_path: Path) -> None:
    odd = tmp_path / "ré çu ☃.pdf"
    odd.write_bytes(b"abc")
    with StubServer(SAVED) as xero, xero.client() as client:
        client.invoices.attach(ID, odd.name, odd)
    assert xero.requests[0].body == b"abc"
    assert unquote(xero.requests[0].path).endswith(f"/{odd.name}")
