"""Definitions as plain data and as TOML text, out and in."""

from __future__ import annotations

import json
import tomllib
from typing import Any

from leeward.instruments.definition import (
    FORMAT,
    Definition,
    DefinitionError,
    Item,
    Option,
    Scale,
)
from leeward.instruments.reading import MAX_BYTES, definition_from
from leeward.util.language import say

Plain = dict[str, Any]


def _filled(**fields: Any) -> Plain:
    """Keep the fields that say something; absent ones are read back as their defaults."""
    return {
        name: value
        for name, value in fields.items()
        if value is not None and value is not False and value not in ("", (), [])
    }


def _option(option: Option) -> Plain:
    code = option.code if option.code != str(option.value) else None
    return {"value": option.value, "label": option.label, **_filled(code=code)}


def _item(item: Item) -> Plain:
    return {
        "key": item.key,
        **_filled(
            text=item.text,
            reverse=item.reverse,
            gate=item.gate,
            options=[_option(option) for option in item.options],
        ),
    }


def scale_plain(scale: Scale) -> Plain:
    """Return a scale as plain data."""
    plain: Plain = {
        "id": scale.id,
        "title": scale.title,
        "items": list(scale.items),
        "method": str(scale.method),
        **_filled(
            factor=scale.factor if scale.factor != 1 else None,
            prorate=scale.prorate,
            gate=scale.gate,
        ),
    }
    if scale.precision is not None:
        precision = scale.precision
        plain["precision"] = {
            "source": precision.source,
            **_filled(
                sd=precision.sd, reliability=precision.reliability, matters=precision.matters
            ),
        }
    marks = [
        {
            "at": mark.at,
            "direction": str(mark.direction),
            "says": mark.says,
            "source": mark.source,
            **{
                name: value
                for name, value in (
                    ("sensitivity", mark.sensitivity),
                    ("specificity", mark.specificity),
                )
                if value is not None
            },
            **_filled(sample=mark.sample),
        }
        for mark in scale.marks
    ]
    bands = [{"low": b.low, "high": b.high, "source": b.source} for b in scale.bands]
    norms = [
        {
            "group": norm.group,
            "n": norm.n,
            "country": norm.country,
            "year": norm.year,
            "source": norm.source,
            **({"mean": norm.mean} if norm.mean is not None else {}),
            **_filled(sd=norm.sd, points=[list(point) for point in norm.points]),
        }
        for norm in scale.norms
    ]
    return {**plain, **_filled(marks=marks, bands=bands, norms=norms)}


def licence_plain(definition: Definition) -> Plain:
    """Return the licence as plain data."""
    licence = definition.licence
    plain: Plain = {"name": licence.name, "holder": licence.holder, "source": licence.source}
    if licence.commercial is not None:
        plain["commercial"] = licence.commercial
    return {**plain, **_filled(note=licence.note)}


def definition_plain(definition: Definition) -> Plain:
    """Return a whole definition as plain data, ready for TOML or JSON."""
    return {
        "format": FORMAT,
        "id": definition.id,
        "title": definition.title,
        "version": definition.version,
        "language": definition.language,
        "source": definition.source,
        "display": str(definition.display),
        "wording": str(definition.wording),
        **_filled(
            window=definition.window,
            stem=definition.stem,
            note=definition.note,
            private=definition.private,
        ),
        "licence": licence_plain(definition),
        **_filled(options=[_option(option) for option in definition.options]),
        "items": [_item(item) for item in definition.items],
        **_filled(scales=[scale_plain(scale) for scale in definition.scales]),
    }


def _value(value: Any) -> str:
    if isinstance(value, str):
        # A TOML basic string takes JSON's escapes; DEL alone must be escaped in TOML only.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    return repr(value)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _write(table: Plain, path: str, lines: list[str]) -> None:
    nested = [name for name, value in table.items() if isinstance(value, dict) or _is_rows(value)]
    lines += [f"{name} = {_value(table[name])}" for name in table if name not in nested]
    for name in nested:
        value = table[name]
        here = f"{path}{name}"
        rows = value if _is_rows(value) else [value]
        head = f"[[{here}]]" if _is_rows(value) else f"[{here}]"
        for row in rows:
            lines += ["", head]
            _write(row, f"{here}.", lines)


def write_toml(definition: Definition) -> str:
    """Return the definition as readable TOML; `read_toml` gives the same definition back."""
    lines: list[str] = []
    _write(definition_plain(definition), "", lines)
    return "\n".join(lines) + "\n"


def text_of(data: str | bytes) -> str:
    """Return bounded text from a file's content.

    Raises:
        DefinitionError: it is too large or not UTF-8.
    """
    if len(data) > MAX_BYTES:
        raise DefinitionError(say("The file is larger than {kb} kB.", kb=MAX_BYTES // 1000))
    if isinstance(data, str):
        return data
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DefinitionError(say("The file is not text in UTF-8.")) from error


def read_toml(data: str | bytes) -> Definition:
    """Read a definition from TOML.

    Raises:
        DefinitionError: it is not TOML, too large, or not a sound definition.
    """
    text = text_of(data)
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise DefinitionError(say("The file is not TOML that can be read.")) from error
    return definition_from(raw, say("questionnaire"))
