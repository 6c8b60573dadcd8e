"""A laid-out sheet as SVG: no browser writes one, so a script in the page measures what it drew.

The script knows boxes, borders, drawn lines and the runs of text, line by line; it hands them over
as JSON, and this module writes them as shapes.  The texts are text in the result.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from data.text import visible

_POLICY = re.compile(r"(default-src 'none';)")
_FOUND = re.compile(r'<pre id="sayso-found">(.*?)</pre>', re.DOTALL)
_DASHES = {"dotted": (0.0, 2.0), "dashed": (2.4, 1.8)}
"""Strokes and gaps of a border by its style, in its widths."""


class MeasureError(ValueError):
    """The page came back without what was measured, or with something else."""


def measuring(page: str) -> str:
    """Return a copy of our own page in which one script measures everything that is drawn."""
    script = files(__package__).joinpath("paper.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    allowed = _POLICY.sub(rf"\1 script-src 'sha256-{digest}';", page, count=1)
    return allowed.replace("</body>", f"<script>{script}</script></body>", 1)


def write(document: str, title: str, width: float, height: float) -> str:
    """Return the SVG of a measured page ``width`` by ``height`` millimetres.

    Raises:
        MeasureError: the document holds no measurements.
    """
    match = _FOUND.search(document)
    if match is None:
        raise MeasureError("nothing was measured")
    try:
        found = json.loads(html.unescape(match[1]))
        shapes = [_shape(one) for one in found["shapes"]]
        wide, high = float(found["width"]), float(found["height"])
    except (ValueError, KeyError, TypeError) as error:
        raise MeasureError("what was measured cannot be read") from error
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {wide:g} {high:g}">\n<title>{escape(visible(title))}</title>\n'
        '<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path d="M0 0V7" stroke="#dedad0" stroke-width="2"/>'
        "</pattern></defs>\n"
        '<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(shapes) + "\n</svg>\n"
    )


def _shape(one: Mapping[str, Any]) -> str:
    """Return one measured thing as an element."""
    kind = one["kind"]
    if kind == "text":
        return _text(one)
    if kind == "box":
        return _box(one)
    names = {"line": "line", "circle": "circle", "path": "path"}
    attributes = {str(name): value for name, value in one["attributes"].items()}
    return f"<{names[kind]}{_attributes(attributes)}/>"


def _text(one: Mapping[str, Any]) -> str:
    attributes = {
        "x": _number(one["x"]),
        "y": _number(one["y"]),
        "font-size": _number(one["size"]),
        "font-family": one["family"],
        "font-weight": one["weight"] if str(one["weight"]) != "400" else None,
        "fill": one["fill"],
        "textLength": _number(one["width"]),
        "lengthAdjust": "spacingAndGlyphs",
        "xml:space": "preserve",
    }
    return f"<text{_attributes(attributes)}>{escape(visible(str(one['text'])))}</text>"


def _box(one: Mapping[str, Any]) -> str:
    x, y, wide, high = (float(one[name]) for name in ("x", "y", "width", "height"))
    parts = []
    round_by = _number(one["radius"]) if one["radius"] else None
    if one["fill"]:
        fill = "url(#hatch)" if one["fill"] == "hatch" else one["fill"]
        area = {"x": x, "y": y, "width": wide, "height": high, "rx": round_by, "fill": fill}
        parts.append(f"<rect{_attributes(area)}/>")
    sides = one["sides"]
    if sides and all(side == sides[0] for side in sides) and len(sides) == 4:
        parts.append(_frame(x, y, wide, high, round_by, sides[0]))
    else:
        ends = ((0, 0, 1, 0), (1, 0, 1, 1), (0, 1, 1, 1), (0, 0, 0, 1))
        for side, (x1, y1, x2, y2) in zip(sides, ends, strict=False):
            if side["width"]:
                line = {
                    "x1": _number(x + x1 * wide), "y1": _number(y + y1 * high),
                    "x2": _number(x + x2 * wide), "y2": _number(y + y2 * high),
                    **_stroke(side),
                }  # fmt: skip
                parts.append(f"<line{_attributes(line)}/>")
    return "".join(parts)


def _frame(
    x: float, y: float, wide: float, high: float, radius: str | None, side: Mapping[str, Any]
) -> str:
    """Return a border that is the same all round; a double one is two."""
    size = float(side["width"])
    if not size:
        return ""
    double = side["style"] == "double"
    stroke = {**_stroke(side), "fill": "none"}
    if double:
        stroke["stroke-width"] = _number(size / 3)
    parts = []
    for inset in (size / 6, size * 5 / 6) if double else (size / 2,):
        frame = {
            "x": _number(x + inset), "y": _number(y + inset),
            "width": _number(max(wide - 2 * inset, 0)), "height": _number(max(high - 2 * inset, 0)),
            "rx": radius, **stroke,
        }  # fmt: skip
        parts.append(f"<rect{_attributes(frame)}/>")
    return "".join(parts)


def _stroke(side: Mapping[str, Any]) -> dict[str, Any]:
    wide = float(side["width"])
    dashes = _DASHES.get(side["style"])
    return {
        "stroke": side["colour"],
        "stroke-width": _number(wide),
        "stroke-dasharray": " ".join(_number(wide * one) for one in dashes) if dashes else None,
        "stroke-linecap": "round" if side["style"] == "dotted" else None,
    }


def _number(value: object) -> str:
    return f"{float(str(value)):.2f}".rstrip("0").rstrip(".")


def _attributes(values: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}={quoteattr(visible(str(value)))}"
        for name, value in values.items()
        if value is not None
    )
