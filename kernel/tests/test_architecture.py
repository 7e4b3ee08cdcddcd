"""The house keeps its floors: toolbox, story, doors; arrows point one way; no framework."""

import ast
from pathlib import Path

import complaint_kernel

ROOT = Path(complaint_kernel.__file__).parent
TOOLBOX = {"errors", "money", "strict_json", "strict_yaml", "worktime", "expression"}
DOORS = {"explanation", "cli", "__main__", "replay", "schemas", "cases", "check", "populations"}
FORBIDDEN = {"odoo", "odoorpc", "requests", "urllib", "socket", "sqlite3", "psycopg2"}


def modules():
    for path in sorted(ROOT.rglob("*.py")):
        yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def imports(relative, tree):
    """The rooms of the kernel, and the outside packages, that a module imports, inside its functions too."""
    package = ("complaint_kernel", *relative.parts[:-1])
    inside, outside = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            target = (*base, *(node.module or "").split(".")) if node.module else (*base, node.names[0].name)
            inside.add(target[1] if len(target) > 1 else "")
        elif isinstance(node, ast.ImportFrom):
            outside.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Import):
            outside.update(alias.name.split(".")[0] for alias in node.names)
    return inside, outside


def room(relative):
    return relative.parts[0].removesuffix(".py")


def test_the_kernel_imports_no_framework_and_no_network():
    for relative, tree in modules():
        everywhere = {
            alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        assert not (imports(relative, tree)[1] | everywhere) & FORBIDDEN, relative


def test_the_toolbox_knows_nothing_of_complaints():
    for relative, tree in modules():
        if room(relative) in TOOLBOX:
            assert imports(relative, tree)[0] <= TOOLBOX, relative


def test_the_story_does_not_know_its_doors():
    for relative, tree in modules():
        if room(relative) not in DOORS | TOOLBOX | {"__init__"}:
            assert not imports(relative, tree)[0] & DOORS, relative


def test_no_two_rooms_import_each_other():
    arrows = {}
    for relative, tree in modules():
        if room(relative) != "__init__":
            arrows.setdefault(room(relative), set()).update(imports(relative, tree)[0] - {room(relative), ""})
    for start in arrows:
        reached, queue = set(), [start]
        while queue:
            for following in arrows.get(queue.pop(), ()):
                assert following != start, f"{start} comes back to itself"
                if following not in reached:
                    reached.add(following)
                    queue.append(following)
