"""One thing has one word: the words that were replaced stand in no public name and in no text that users read."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = next(folder for folder in Path(__file__).parents if (folder / "Cargo.toml").exists())

# What stood in names and texts, whole words, and the word to use.
WORDS = {
    ("reply", "replies", "replied", "replying"): "response, respond",
    ("answer", "answers", "answered", "answering"): "response, respond",
    ("member", "members"): "field",
    ("waist",): "FFI boundary",
    ("manners",): "conventions",
    ("go dead", "goes dead", "went dead", "gone dead"): "is deactivated",
    ("told",): "reported",
    ("teller", "tellers"): "event dispatcher",
    ("hear", "hears", "heard"): "receive",
    ("heed", "heeds", "heeded", "heeding"): "follow",
    ("spurn", "spurns", "spurned"): "reject",
    ("bear", "bears"): "allow",
    ("anew",): "again, create",
    ("walk", "walks", "walked", "walking"): "iterate, list, pages",
    ("pretend", "pretends", "pretended"): "simulated, stub",
    ("stranger", "strangers"): "untrusted host",
    ("heir", "heirs"): "copy after a fork",
    ("setback", "setbacks"): "failed attempt",
    ("patience",): "wait policy",
    ("respelt",): "reformatted",
    ('has no value "',): "is not one of …",
}

# The same for words that are good English in a text: only where they are a part of a name.
IN_NAMES = {
    ("tell",): "emit, on_event",
    ("gate",): "server hold",
    ("landed", "arrival"): "in-flight fetch",
    ("desk", "clerk"): "request handler, seed writer",
    ("courier",): "delivery worker",
    ("papers",): "attachments and history",
    ("weave",): "interleave",
    ("theirs",): "peer client",
    ("sealed", "opened"): "encode, decode",
    ("gathered", "spread"): "mix",
    ("voucher",): "journal source",
    ("owed",): "balances",
}

# Whole names, and what has their meaning now. A class and a dot stand before the names of its own.
NAMES = {
    "AccessDeniedError": "PermissionDeniedError",
    "Arrival": "FetchGuard",
    "AsyncClient.limits": "rate_limits",
    "Asked": "ReportQuery",
    "Book": "LimitState",
    "CheckReport.next": "next_step",
    "Client.limits": "rate_limits",
    "ConnectionInactiveError": "CustomConnectionInactiveError",
    "Content": "FileInput",
    "Flight": "InFlightFetch",
    "Gate": "ServerHold",
    "Given": "LineInput",
    "Held": "InMemory",
    "LimitsState": "RateLimitState",
    "Limits": "LimitPolicy",
    "Link": "Dispatcher",
    "Manners": "EncodeOptions",
    "Owner": "LazyResources",
    "Pager.plan": "estimate",
    "Plan": "FetchEstimate",
    "PreconditionError": "PreconditionFailedError",
    "Progress": "CallStatus",
    "RateLimits": "RateLimitHeaders",
    "Saved": "DownloadTo",
    "Session": "Dispatcher",
    "Shown": "ReprMixin",
    "Site": "ResourceTarget",
    "Target": "FileOutput",
    "Wanted": "ListFilter",
    "Wish": "RouteHints",
    "aio": "async_client",
    "memberOf": "lazyProperty",
}

# A text that may quote names, or a name, and where it stands.
Found = tuple[str, str]


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """What finds any of the words, whole."""
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


def by_word(words: dict[tuple[str, ...], str]) -> dict[str, str]:
    return {old: new for olds, new in words.items() for old in olds}


INSTEAD = by_word(WORDS)
INSTEAD_IN_NAMES = INSTEAD | by_word(IN_NAMES)
TEXTS, PARTS = pattern(INSTEAD), pattern(INSTEAD_IN_NAMES)


def wrong_words(text: str) -> list[str]:
    """What a text says otherwise, each with the word to use."""
    plain = " ".join(text.split())
    found = TEXTS.finditer(plain)
    return [f"“{plain[max(0, at.start() - 30) : at.end() + 20]}”: {INSTEAD[at[1].lower()]}" for at in found]


def wrong_name(name: str) -> list[str]:
    """The same for a name, which may be that of a class and a dot before its own."""
    if name in NAMES:
        return [f"{name}: {NAMES[name]}"]
    own = name.rpartition(".")[2]
    parts = " ".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", own))
    return [f"{name}: {INSTEAD_IN_NAMES[at[1].lower()]}" for at in PARTS.finditer(parts)]


def files(*patterns: str) -> list[Path]:
    """The files of the checkout that match, in order."""
    return sorted({file for pattern in patterns for file in ROOT.glob(pattern)})


def place(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def expect_no_replaced_word(texts: Iterable[Found], names: Iterable[Found] = ()) -> None:
    """Fails with each replaced word and its place."""
    found = [f"{where}: {wrong}" for where, text in texts for wrong in wrong_words(text)]
    found += [f"{where}: {wrong}" for where, name in names for wrong in wrong_name(name)]
    assert not found, "\n".join([f"{len(found)} words were replaced, by what follows the colon:", *found])


# Pages.


PAGES = ("*.md", "docs/**/*.md", "docs/**/*.ts", "docs/examples/*", "bench/README.md", "tests/*/README.md")


def pages() -> Iterator[Found]:
    for file in files(*PAGES):
        for number, paragraph in enumerate(file.read_text(encoding="utf-8").split("\n\n"), 1):
            yield f"{place(file)}, paragraph {number}", paragraph
    for file in files("docs/**/*.ipynb"):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            yield f"{place(file)}, {cell['id']}", "".join(cell["source"])
    for file in files("tests/vectors/*.json", "tests/webhooks/*.json"):
        for case in json.loads(file.read_text(encoding="utf-8")):
            yield place(file), case["name"]


def test_no_page_uses_a_replaced_word():
    expect_no_replaced_word(pages())


# Python: what has no underscore before its name, and every docstring.


def python(node: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[int, str, str]]:
    """The line, the kind and the text of each docstring and each public name."""
    for at in node.body:
        match at:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield at.lineno, "text", text
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if is_public(name):
                yield at.lineno, "text", ast.get_docstring(at) or ""
                yield at.lineno, "name", prefix + name
                arguments = [*at.args.posonlyargs, *at.args.args, *at.args.kwonlyargs]
                yield from ((at.lineno, "name", argument.arg) for argument in arguments if is_public(argument.arg))
            case ast.ClassDef(name=name) if is_public(name):
                yield at.lineno, "name", name
                yield from python(at, f"{name}.")
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]) if is_public(name):
                yield at.lineno, "name", prefix + name


def is_public(name: str) -> bool:
    return not name.startswith("_") or name == "__init__"


def test_no_docstring_or_name_of_python_uses_a_replaced_word():
    texts, names = [], []
    for file in files("python/xero_m2m/**/*.py", "python/xero_m2m/*.pyi"):
        if not file.stem.startswith("_"):
            names.append((place(file), file.stem))
        # Xero named the fields of its records.
        is_model = file.parent.name in {"models", "types"}
        for line, kind, text in python(ast.parse(file.read_text(encoding="utf-8"))):
            if kind == "text":
                texts.append((f"{place(file)}:{line}", text))
            elif not is_model:
                names.append((f"{place(file)}:{line}", text))
    expect_no_replaced_word(texts, names)


# TypeScript: what is exported, what a class or an interface has, and every doc comment.

KINDS = "class|interface|function|const|type"
EXPORTED = re.compile(rf"^export (?:declare |abstract |async )*(?:{KINDS}) (\w+)(.*?)^(?=\S)", re.M | re.S)
BEFORE = "public|readonly|static|async|get|set|override|declare|abstract"
OWN = re.compile(rf"^  (?:(?:{BEFORE}) )*([a-zA-Z]\w*)\??[(:<]", re.M)
DOC = re.compile(r"/\*\*(.*?)\*/", re.S)


def test_no_doc_comment_or_name_of_typescript_uses_a_replaced_word():
    texts, names = [], []
    for file in files("node/src/**/*.ts"):
        source = file.read_text(encoding="utf-8") + "\n;"
        texts += [(place(file), re.sub(r"^\s*\* ?", "", text, flags=re.MULTILINE)) for text in DOC.findall(source)]
        if file.parent.name == "models":
            continue
        for owner, body in EXPORTED.findall(DOC.sub("", source)):
            names.append((place(file), owner))
            names += [(place(file), f"{owner}.{name}") for name in OWN.findall(body)]
    assert len(names) > 1000
    expect_no_replaced_word(texts, names)


# Rust: what the libraries export, and the documentation of public items.

REEXPORTED = re.compile(r"^pub use ([^;]+);|^pub mod (\w+)", re.M | re.S)
DOCUMENTED = re.compile(r"((?:^[ ]*///[^\n]*\n)+)(?:[ ]*#\[[^\n]*\n)*[ ]*pub (?!\()", re.M)
LIBRARIES = ("core", "spec", "ffi")


def test_no_documentation_or_name_of_rust_uses_a_replaced_word():
    texts, names = [], []
    for library in LIBRARIES:
        for file in files(f"crates/{library}/src/**/*.rs"):
            source = file.read_text(encoding="utf-8")
            texts += [(place(file), text.replace("///", "")) for text in DOCUMENTED.findall(source)]
            if file.name == "lib.rs":
                texts.append((place(file), " ".join(re.findall(r"^//!(.*)", source, re.M))))
                for used, module in REEXPORTED.findall(source):
                    exported = re.findall(r"(\w+)(?=\s*[,}]|$)", used) or [module]
                    names += [(place(file), name) for name in exported]
    assert names
    expect_no_replaced_word(texts, names)


# Messages: what a program can print, in any of the languages, without what is put into it.

STRINGS = {
    ".rs": re.compile(r"""//[^\n]*|r(#*)"(?P<raw>.*?)"\1|'(?:\\.|[^\\'])'|"(?P<text>(?:[^"\\]|\\.)*)\"""", re.S),
    ".ts": re.compile(r"""//[^\n]*|/\*.*?\*/|`(?P<raw>(?:[^`\\]|\\.)*)`|"(?P<text>(?:[^"\\]|\\.)*)\"""", re.S),
}
PUT_IN = re.compile(r"\$?\{[^{}]*\}")


def messages(file: Path) -> Iterator[str]:
    """The strings of a source file that have more than one word."""
    source = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        nodes = list(ast.walk(ast.parse(source)))
        docstrings = {at.value for at in nodes if isinstance(at, ast.Expr)}
        strings = [at.value for at in nodes if isinstance(at, ast.Constant) and at not in docstrings]
    else:
        found = STRINGS[file.suffix].finditer(source.partition("#[cfg(test)]\nmod ")[0])
        strings = [re.sub(r"\\\n\s*", "", at["raw"] or at["text"] or "") for at in found]
    for string in strings:
        text = PUT_IN.sub("…", string) if isinstance(string, str) else ""
        if re.search(r"\w\w+,? \w\w+", text):
            yield text


SOURCES = ("crates/*/src/**/*.rs", "node/src/**/*.ts", "python/xero_m2m/**/*.py")


def test_no_message_uses_a_replaced_word():
    sources = [file for file in files(*SOURCES) if "codegen" not in file.parts and not file.stem.endswith("tests")]
    texts = [(place(file), text) for file in sources for text in messages(file)]
    assert len(texts) > 1000
    expect_no_replaced_word(texts)


# The command.


def help_of(*command: str) -> str:
    line = [sys.executable, "-m", "xero_m2m", *command, "--help"]
    return subprocess.run(line, capture_output=True, check=True, text=True).stdout


def test_no_help_of_the_command_uses_a_replaced_word():
    text = help_of()
    commands = re.findall(r"^  (\w+) ", text.partition("Commands:")[2].partition("Options:")[0], re.MULTILINE)
    assert "check" in commands
    texts = [("xero-m2m", text), *((name, help_of(name)) for name in commands if name != "help")]
    expect_no_replaced_word(texts)


# The check itself.

WRONG_TEXTS = ["The reply is late.", "each Member of it", "it is\ntold", "it went dead"]
RIGHT_TEXTS = ["remembered", "Bearer", "`reply_to`", "The limits of a bearable page", "the field has no value"]
WRONG_NAMES = ["reply_to", "ConsentReply", "memberOf", "Client.limits", "isHeard", "Limits", "server_gate"]
RIGHT_NAMES = ["DemoCompany.limits", "remember", "Page.next", "aggregate", "LimitPolicy", "calls_in_flight"]


@pytest.mark.parametrize("text", WRONG_TEXTS)
def test_a_planted_word_is_found(text):
    assert len(wrong_words(text)) == 1


@pytest.mark.parametrize("text", RIGHT_TEXTS)
def test_a_word_within_another_or_in_another_sense_is_none(text):
    assert wrong_words(text) == []


@pytest.mark.parametrize("name", WRONG_NAMES)
def test_a_planted_name_is_found(name):
    assert len(wrong_name(name)) == 1


@pytest.mark.parametrize("name", RIGHT_NAMES)
def test_a_name_that_only_looks_alike_is_none(name):
    assert wrong_name(name) == []
