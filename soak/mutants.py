"""Mutants of a source file: all of it as text with one thing changed, as mutmut would change it.

Only mutmut's way of finding changes is used. To try them it keeps all mutants of a function beside the function; here
each is a file of its own, so that what is decorated is changed as well.
"""

from __future__ import annotations

import ast
import random
import site
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

Key = tuple[str, str, str, str]
"""What tells a mutant from others, also where its lines have moved: file, function, the lines before and after."""


@dataclass(frozen=True)
class Mutant:
    """One change. file: below the package; function: as `Class.method`; before, after: the changed lines without their
    indents; text: all of the changed file."""

    file: str
    function: str
    line: int
    before: str
    after: str
    text: str

    @property
    def key(self) -> Key:
        return self.file, self.function, self.before, self.after

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.function}: `{self.before}` → `{self.after}`"


def drawn(root: Path, files: Iterable[str], count: int, dice: random.Random, packages: Path) -> list[Mutant]:
    """So many mutants of the functions of some files, or all that there are. packages: a folder with mutmut."""
    makers = [maker for file in files for maker in _makers(root / file, file, packages)]
    dice.shuffle(makers)
    found: dict[Key, Mutant] = {}
    for mutant in filter(None, (make() for make in makers)):
        found.setdefault(mutant.key, mutant)
        if len(found) == count:
            break
    return list(found.values())


def functions(code: str) -> dict[int, str]:
    """Each line of a file with the innermost function or class that it lies in."""
    return dict(_named(ast.parse(code)))


def _named(node: ast.AST, within: str = "") -> Iterator[tuple[int, str]]:
    for child in ast.iter_child_nodes(node):
        name = within
        if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
            name = f"{within}.{child.name}".lstrip(".")
            yield from ((line, name) for line in range(child.lineno, (child.end_lineno or child.lineno) + 1))
        yield from _named(child, name)


def _makers(path: Path, file: str, packages: Path) -> Iterator[Callable[[], Mutant | None]]:
    """Each makes one mutant: found soon, they take a while to write out."""
    site.addsitedir(str(packages))
    import libcst
    from libcst.metadata import MetadataWrapper
    from mutmut.mutation.file_mutation import MutationVisitor, deep_replace
    from mutmut.mutation.mutators import mutation_operators
    from mutmut.mutation.pragma_handling import IgnoredCode

    class Finder(MutationVisitor):  # type: ignore[misc]  # mypy sees no mutmut
        """Looks into what is decorated too: there is no second function here that the decorator would be applied to."""

        def _skip_node_and_children(self, node: libcst.CSTNode) -> bool:
            decorated = isinstance(node, libcst.FunctionDef) and node.decorators
            return not decorated and super()._skip_node_and_children(node)

    code = path.read_text(encoding="utf-8")
    finder: Any = Finder(mutation_operators, IgnoredCode(set(), set(), set()))
    module = MetadataWrapper(libcst.parse_module(code)).visit(finder)
    meaning = ast.dump(ast.parse(code))

    def maker(change: Any) -> Callable[[], Mutant | None]:
        def make() -> Mutant | None:
            text = deep_replace(module, change.original_node, change.mutated_node).code
            return mutant_of(file, code, text) if _differs(text, meaning) else None

        return make

    for change in finder.mutations:
        if isinstance(change.contained_by_top_level_function, libcst.FunctionDef):
            yield maker(change)


def _differs(text: str, meaning: str) -> bool:
    """Whether a text is Python, and other Python than it was."""
    try:
        return ast.dump(ast.parse(text)) != meaning
    except SyntaxError:
        return False


def mutant_of(file: str, code: str, text: str) -> Mutant:
    """The mutant that a text is of a file's code."""
    old, new = code.splitlines(), text.splitlines()
    first = _alike(old, new)
    rest = min(_alike(old[::-1], new[::-1]), min(len(old), len(new)) - first)
    before, after = (" ".join(line.strip() for line in some[first : len(some) - rest]) for some in (old, new))
    return Mutant(file, functions(code).get(first + 1, ""), first + 1, before, after, text)


def _alike(some: list[str], others: list[str]) -> int:
    """How many lines are the same at the beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(some, others, strict=False)))
