"""Nothing on the screen is ever markup: what parses it is not used, or told not to."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import connect_tui

ROOT = Path(str(connect_tui.__file__)).resolve().parents[2]
FOLDERS = ("tui",)
"""Textual is imported nowhere else; the contracts of the layers say so."""
PARSING = frozenset(
    {"from_markup", "from_text", "assemble_markup", "render_markup", "to_content", "visualize", "print"}
)
"""Calls that read markup out of a text, whatever they are told."""
TAKERS = frozenset(
    {
        "Static",
        "Label",
        "OptionList",
        "Option",
        "SelectionList",
        "Selection",
        "Button",
        "Checkbox",
        "RadioButton",
    }
    | {
        "Tooltip",
        "notify",
        "Log",
        "RichLog",
        "Markdown",
        "Tree",
        "DataTable",
        "Collapsible",
        "TabPane",
        "Toast",
    }
    | {"update_markup", "Text.from_markup", "Pretty", "Link", "Digits", "Header", "Placeholder", "RadioSet"}
) - {"Link"}
"""Those that do unless they are told `markup=False`. (`Link` is ours.)"""
TITLES = frozenset({"border_title", "border_subtitle", "tooltip"})
"""Attributes that Textual reads as markup."""

DRAWING = frozenset({"render_lines", "ground"})
"""Functions that answer the lines of a widget."""


def faults(source: str) -> Iterator[str]:
    """What takes a text for markup, by line."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.stmt | ast.expr):
            continue
        if isinstance(node, ast.Call):
            name = _name(node.func)
            if name in PARSING:
                yield f"{node.lineno}: {name}() reads markup"
            if name in TAKERS and not _told(node):
                yield f"{node.lineno}: {name}() without markup=False"
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign | ast.AugAssign):
            targets = [node.target]
        for target in targets:
            if _name(target).upper() in {title.upper() for title in TITLES}:
                yield f"{node.lineno}: {_name(target)} is read as markup"
        if isinstance(node, ast.FunctionDef) and node.name in DRAWING and not (_filters(node) or _asks(node)):
            yield f"{node.lineno}: {node.name}() passes the line filters by; use render_line()"


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _filters(function: ast.FunctionDef) -> bool:
    """Whether every line that it draws goes through all filters before it is handed on."""
    *_, last = [None, *(node for node in function.body if isinstance(node, ast.For))]
    if last is None or not isinstance(last.iter, ast.Call) or _name(last.iter.func) != "get_line_filters":
        return False
    applied = {_name(node.func) for node in ast.walk(last) if isinstance(node, ast.Call)}
    return "apply_filter" in applied


def _asks(function: ast.FunctionDef) -> bool:
    """Whether all that it answers is what another one draws."""
    answers = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    drawn = [part for answer in answers for part in _parts(answer)]
    return bool(drawn) and all(isinstance(part, ast.Call) and _name(part.func) in DRAWING for part in drawn)


def _parts(answer: ast.expr | None) -> list[ast.expr | None]:
    return [answer.body, answer.orelse] if isinstance(answer, ast.IfExp) else [answer]


def _told(call: ast.Call) -> bool:
    return any(
        word.arg == "markup" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in call.keywords
    )


def sources() -> list[Path]:
    return sorted(
        file
        for folder in FOLDERS
        for file in (ROOT / folder).rglob("*.py")
        if not any(part.is_symlink() for part in [file, *file.parents])
    )


def test_no_text_is_ever_read_as_markup() -> None:
    files = sources()
    assert len(files) > 60
    found = [
        f"{file.relative_to(ROOT)}:{fault}" for file in files for fault in faults(file.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "Static(name)",
        "yield Label(post.text)",
        "self.app.notify(error)",
        "OptionList(*names)",
        "Content.from_markup(x)",
        "Content.from_text(x)",
        "widgets.Static(x, markup=True)",
        "self.border_title = name",
        "class A(Widget):\n    BORDER_TITLE = 'x'",
        "console.print(x)",
        "class A(Widget):\n    def render_lines(self, crop):\n        return []",
        "def render_lines(self, crop):\n    for f in self.get_line_filters():\n        f\n    return []",
        "def render_lines(self, crop):\n    return other(self, crop)",
        "def render_lines(self, crop):\n    return [] if self.plain else ground(self, crop)",
        "def ground(widget, crop):\n    return [strip] * crop.height",
        "def render_lines(self, crop):\n    for f in ():\n        x.apply_filter(f)\n    return []",
    ],
)
def test_what_the_lint_finds(source: str) -> None:
    assert list(faults(source if not source.startswith("yield") else f"def f():\n    {source}"))


def test_what_the_lint_lets_pass() -> None:
    assert list(faults("Static(x, markup=False)\nText(x)\nContent(x)\nself.title = x")) == []
    drawn = "for f in self.get_line_filters():\n        lines = [line.apply_filter(f, b) for line in lines]"
    assert list(faults(f"def render_lines(self, crop):\n    {drawn}\n    return lines")) == []
    asked = "return super().render_lines(crop) if self.bordered else ground(self, crop)"
    assert list(faults(f"def render_lines(self, crop):\n    {asked}")) == []


def cuts(source: str) -> Iterator[str]:
    """What is cut after it was cleaned: that may leave a direction open."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Slice):
            continue
        if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
            owner, name = _name(node.value.func.value), node.value.func.attr
            if name in ("line", "words") or (owner == "clean" and name == "text"):
                yield f"{node.lineno}: let clean.line(…, limit) cut it"


def test_nothing_is_cut_after_it_was_cleaned() -> None:
    folders = ("src/connect_tui", "providers", "tui")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    files = [file for file in files if not any(part.is_symlink() for part in [file, *file.parents])]
    assert len(files) > 200
    assert [f"{file}:{cut}" for file in files for cut in cuts(file.read_text("utf-8"))] == []
    assert list(cuts('x = clean.line(said)[:80]\ny = json.line("name")[:35]'))
