"""The kernel keeps its floors: a room imports only rooms below it, no module comes back to itself, no framework."""

import ast
from functools import cache
from pathlib import Path

import complaint_kernel

ROOT = Path(complaint_kernel.__file__).parent
FLOORS = (
    {"base"},
    {"expression", "worktime"},
    {"policy"},
    {"cells", "intake"},
    {"judging"},
    {"populations"},
    {"dossier", "explanation", "replay"},
    {"check", "verdict_list"},
    {"authoring"},
    {"schemas", "service"},
    {"__init__"},
    {"cli"},
    {"__main__"},
)
"""The rooms from the ground up: the toolbox, the policy, one complaint, many, and the doors."""
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
FORBIDDEN = {"odoo", "odoorpc", "requests", "urllib", "socket", "sqlite3", "psycopg2"}


@cache
def modules():
    paths = sorted(ROOT.rglob("*.py"))
    return [(path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def nodes(tree, typing=True):
    """Every node of a module; typing=False leaves out what only a type checker reads."""
    for node in ast.iter_child_nodes(tree):
        if typing or not (isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"):
            yield node
            yield from nodes(node, typing)


def room(relative):
    return relative.parts[0].removesuffix(".py")


def inside(relative, tree, typing=True):
    """The modules of the kernel that a module imports, inside its functions too, as paths from the root."""
    for node in nodes(tree, typing):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = ROOT.joinpath(*relative.parts[: len(relative.parts) - node.level])
            module = base.joinpath(*(node.module or "").split("."))
            for name in node.names:
                places = (module / f"{name.name}.py", module / name.name / "__init__.py", module / "__init__.py")
                yield next(path.relative_to(ROOT) for path in (*places, module.with_suffix(".py")) if path.exists())


def outside(tree):
    """The packages from elsewhere that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").split(".")[0]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)


def test_the_kernel_imports_no_framework_and_no_network():
    for relative, tree in modules():
        assert not set(outside(tree)) & FORBIDDEN, relative


def test_every_room_has_its_floor():
    assert {room(relative) for relative, _ in modules()} == set(FLOOR)


def test_a_room_imports_only_rooms_below_it():
    for relative, tree in modules():
        for target in inside(relative, tree):
            at_home = room(target) == room(relative)
            assert at_home or FLOOR[room(target)] < FLOOR[room(relative)], f"{relative} imports {target}"


def test_no_module_comes_back_to_itself():
    arrows = {relative: set(inside(relative, tree, typing=False)) for relative, tree in modules()}
    for start in arrows:
        reached, queue = set(), [start]
        while queue:
            for following in arrows[queue.pop()]:
                assert following != start, f"{start} imports itself by a detour"
                if following not in reached:
                    reached.add(following)
                    queue.append(following)
