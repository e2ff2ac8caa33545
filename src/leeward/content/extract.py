"""The words a person reads, taken out of Markdown, templates and Python source."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from html.parser import HTMLParser

from markdown_it import MarkdownIt

_JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_JINJA_TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
_JINJA_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_WIKI = re.compile(r"\[\[([^\]|]+)(?:\|([^\]]+))?\]\]")
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "cite", "code", "em", "i", "kbd", "mark", "q", "s", "small"}
    | {"span", "strong", "sub", "sup", "time", "u"}
)
_SILENT = frozenset({"script", "style", "code", "pre"})
_SPOKEN_ATTRIBUTES = frozenset({"alt", "aria-label", "placeholder", "title"})
_PLACEHOLDER = "this"


def without_wiki_links(text: str) -> str:
    """Replace [[page]] and [[page|words]] by the words."""
    return _WIKI.sub(lambda m: m.group(2) or m.group(1).replace("-", " "), text)


def markdown_text(source: str) -> str:
    """Return the words of a Markdown text, one block a line, without links and marks."""
    tokens = MarkdownIt("commonmark", {"html": False}).parse(without_wiki_links(source))
    lines = []
    for token in tokens:
        if token.type == "inline":
            parts = [
                " " if child.type in {"softbreak", "hardbreak"} else child.content
                for child in token.children or ()
                if child.type in {"text", "softbreak", "hardbreak"}
            ]
            lines.append("".join(parts))
    return "\n".join(lines)


class _TextNodes(HTMLParser):
    """Collects text; block elements start a new line, silent ones are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Start a line at blocks and take the attributes that are read aloud."""
        if tag in _SILENT:
            self._silent += 1
        if tag not in _INLINE:
            self.parts.append("\n")
        for name, value in attrs:
            if value and (name in _SPOKEN_ATTRIBUTES or name.startswith("data-say")):
                self.parts.append(f"\n{value}\n")

    def handle_endtag(self, tag: str) -> None:
        """End a line at blocks."""
        if tag in _SILENT and self._silent:
            self._silent -= 1
        if tag not in _INLINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def template_text(source: str) -> str:
    """Return the text nodes of a Jinja template, one block a line.

    Values are read as one short word, comments and statements as nothing.
    """
    bare = _JINJA_COMMENT.sub("", source)
    bare = _JINJA_VALUE.sub(_PLACEHOLDER, _JINJA_TAG.sub(" ", bare))
    parser = _TextNodes()
    parser.feed(bare)
    parser.close()
    lines = (re.sub(r"\s+", " ", line).strip() for line in "".join(parser.parts).splitlines())
    return "\n".join(line for line in lines if line and line != _PLACEHOLDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A sentence in Python source that a person may read."""

    line: int
    text: str


def _joined(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_joined(part) or _PLACEHOLDER for part in node.values)
    return None


def _docstrings(tree: ast.Module) -> set[int]:
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(first.value)
        for node in ast.walk(tree)
        if isinstance(node, holders)
        and node.body
        and isinstance(first := node.body[0], ast.Expr)
        and isinstance(first.value, ast.Constant)
    }


def raised_messages(source: str) -> list[Message]:
    """Return the texts given to errors that are raised by name (`raise SomeError("…")`)."""
    messages = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            for argument in node.exc.args[:1]:
                text = _joined(argument)
                if text:
                    messages.append(Message(line=argument.lineno, text=text))
    return messages


def spoken_strings(source: str) -> list[Message]:
    """Return the string constants of a module that look like sentences, docstrings left out.

    A sentence begins with a capital or a quotation mark, holds a space and ends with a stop.
    """
    tree = ast.parse(source)
    skip = _docstrings(tree)
    inner = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    messages = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in skip | inner:
            text = _joined(node)
            if text and re.match(r"[“‘A-Z]", text) and " " in text and text.rstrip()[-1] in ".?!”":
                messages.append(Message(line=node.lineno, text=text))
    return messages
