"""Every small mistake somebody could make in a file of rules, one at a time, each as a whole source with one change.

A change replaces the text of one piece of syntax where it stands, so that a mutant differs from the original in what
was changed and in nothing else. Documentation, imports, annotations, decorators and the names that an enumeration
gives its members are left alone: nothing follows from them here.
"""

import ast
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

COMPARED = {
    ast.Lt: ("<", "<=", ">="),
    ast.LtE: ("<=", "<", ">"),
    ast.Gt: (">", ">=", "<="),
    ast.GtE: (">=", ">", "<"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
"""How a comparison is written, and what it may be mistaken for."""
RECKONED = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.BitOr: "&", ast.BitAnd: "|"}
CALLED = {"any": "all", "all": "any", "min": "max", "max": "min"}
HOLDS, FAILS = "lambda _: True", "lambda _: False"


@dataclass(frozen=True)
class Mutant:
    """A source with one change, and the line it begins in.

    `is_guard` says that it changes a guard of the intent commit or what one asks, `is_removal` that it takes one away.
    """

    line: int
    source: str
    is_guard: bool
    is_removal: bool

    def diff(self, original: str) -> str:
        """The changed lines, the old ones and the new ones."""
        lines = difflib.unified_diff(original.splitlines(), self.source.splitlines(), n=0, lineterm="")
        return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def mutants_of(source: str) -> list[Mutant]:
    """Return every mutant of a source, in the order of its lines, without two that are the same."""
    tree = ast.parse(source)
    offsets = _offsets(source)
    text = source.encode()
    guards, conditions = _lines_of_guards(tree), _conditions_of_guards(tree)
    found: dict[str, Mutant] = {}
    for node, new in _changes(tree):
        begin = offsets[node.lineno - 1] + node.col_offset
        end = offsets[node.end_lineno - 1] + node.end_col_offset
        mutated = (text[:begin] + new.encode() + text[end:]).decode()
        if mutated != source and mutated not in found:
            is_removal = node in conditions and new == HOLDS
            found[mutated] = Mutant(node.lineno, mutated, node.lineno in guards, is_removal)
    return sorted(found.values(), key=lambda mutant: mutant.line)


def _offsets(source: str) -> list[int]:
    offsets = [0]
    for line in source.encode().splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    return offsets


def _lines_of_guards(tree: ast.Module) -> set[int]:
    """Return the lines of the table GUARDS and of every function of the file that it leads to."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    todo = [node for node in tree.body if isinstance(node, ast.AnnAssign) and _name(node.target) == "GUARDS"]
    lines: set[int] = set()
    seen = set()
    while todo:
        node = todo.pop()
        lines |= set(range(node.lineno, node.end_lineno + 1))
        named = {_name(inner) for inner in ast.walk(node)} & functions.keys() - seen
        seen |= named
        todo += [functions[name] for name in named]
    return lines


def _conditions_of_guards(tree: ast.Module) -> list[ast.AST]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) == "Guard"]
    return [call.args[0] for call in calls]


def _name(node: ast.AST) -> str | None:
    return node.id if isinstance(node, ast.Name) else None


def _changes(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    members = _members(tree)
    for node in _walk(tree):
        yield from _tables(node)
        yield from _conditions(node)
        yield from _logic(node)
        yield from _steps(node)
        yield from _values(node, members)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may be changed: no documentation, no annotation, no decorator, no member of an enumeration."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "bases", "type_comment", "pattern"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if (
                not isinstance(child, ast.AST)
                or _is_words(child)
                or isinstance(child, ast.Import | ast.ImportFrom)
            ):
                continue
            if isinstance(node, ast.ClassDef) and isinstance(child, ast.Assign):
                continue
            yield child
            yield from _walk(child)


def _is_words(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _members(tree: ast.Module) -> dict[str, list[str]]:
    """Return which members of an enumeration the file names, by enumeration."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr.isupper() and _name(node.value):
            names = found.setdefault(node.value.id, [])
            if node.attr not in names:
                names.append(node.attr)
    return found


def _tables(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """An entry is missing, or says what the next one says."""
    if isinstance(node, ast.Dict):
        entries = [(_text(key), _text(value)) for key, value in zip(node.keys, node.values, strict=True)]
        for index, (_, value) in enumerate(entries):
            yield node, _dict(entries[:index] + entries[index + 1 :])
            _, other = entries[(index + 1) % len(entries)]
            if other != value:
                yield node.values[index], other
    elif isinstance(node, ast.Set):
        for left in _each_left_out(node):
            yield node, f"{{{left}}}" if left else "set()"
    elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load) and len(node.elts) > 2:
        for left in _each_left_out(node):
            yield node, f"({left},)"


def _each_left_out(node: ast.Set | ast.Tuple) -> list[str]:
    items = [_text(item) for item in node.elts]
    return [", ".join(items[:index] + items[index + 1 :]) for index in range(len(items))]


def _dict(entries: list[tuple[str, str]]) -> str:
    return f"{{{', '.join(f'{key}: {value}' for key, value in entries)}}}"


def _conditions(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """A condition is turned round or left out."""
    if isinstance(node, ast.If | ast.IfExp) and not isinstance(node.test, ast.Compare | ast.UnaryOp):
        yield node.test, f"not ({_text(node.test)})"
    elif isinstance(node, ast.match_case) and node.guard:
        yield from ((node.guard, word) for word in ("True", "False"))
    elif isinstance(node, ast.comprehension):
        yield from ((test, "True") for test in node.ifs)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node, f"({_text(node.operand)})"
    elif isinstance(node, ast.Lambda):
        yield from ((node, word) for word in (HOLDS, FAILS))
    elif isinstance(node, ast.Call) and _name(node.func) == "Guard":
        yield from ((node.args[0], word) for word in (HOLDS, FAILS))


def _logic(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Conditions are joined in the other way, or one of them is left out; a comparison is another one."""
    if isinstance(node, ast.Compare):
        yield from _comparisons(node)
    elif isinstance(node, ast.BoolOp):
        parts = [f"({_text(part)})" for part in node.values]
        joint, other = (" and ", " or ") if isinstance(node.op, ast.And) else (" or ", " and ")
        yield node, f"({other.join(parts)})"
        for index in range(len(parts)):
            yield node, f"({joint.join(parts[:index] + parts[index + 1 :])})"


def _comparisons(node: ast.Compare) -> Iterator[tuple[ast.AST, str]]:
    sides = [_text(side) for side in (node.left, *node.comparators)]
    signs = [COMPARED[type(operator)][0] for operator in node.ops]
    for index, operator in enumerate(node.ops):
        for sign in COMPARED[type(operator)][1:]:
            changed = [*signs[:index], sign, *signs[index + 1 :]]
            right = "".join(f" {one} {side}" for one, side in zip(changed, sides[1:], strict=True))
            yield node, f"({sides[0]}{right})"


def _steps(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """A step is left out, or answers nothing."""
    if isinstance(node, ast.Raise | ast.Expr):
        yield node, "pass"
    elif isinstance(node, ast.Continue):
        yield node, "break"
    elif isinstance(node, ast.Return) and node.value and not isinstance(node.value, ast.Constant):
        yield node, "return None"
    elif isinstance(node, ast.Call) and _name(node.func) in CALLED:
        yield node.func, CALLED[node.func.id]
    elif isinstance(node, ast.BinOp) and type(node.op) in RECKONED:
        yield node, f"({_text(node.left)} {RECKONED[type(node.op)]} {_text(node.right)})"


def _values(node: ast.AST, members: dict[str, list[str]]) -> Iterator[tuple[ast.AST, str]]:
    """A number is one off, a word another one, yes is no, and one member of an enumeration is the next."""
    if isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool):
            yield node, str(not value)
        elif isinstance(value, int):
            yield node, str(value + 1)
            yield node, str(value - 1)
        elif isinstance(value, float):
            yield node, str(value + 1)
        elif isinstance(value, str):
            yield node, repr(f"{value}?")
    elif (
        isinstance(node, ast.Attribute) and _name(node.value) and node.attr in members.get(node.value.id, [])
    ):
        names = members[node.value.id]
        other = names[(names.index(node.attr) + 1) % len(names)]
        yield node, f"{node.value.id}.{other}"


def _text(node: ast.AST | None) -> str:
    return ast.unparse(node) if node else "None"
