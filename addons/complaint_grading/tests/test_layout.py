import ast
from collections import defaultdict
from pathlib import Path

from odoo.tests import BaseCase, tagged

ADDON = Path(__file__).parents[1]
MODELS = ADDON / "models"
LONGEST = 350  # lines of a file
OVERRIDES = {"create", "write", "unlink", "copy", "copy_data", "default_get", "fields_get"}
# Names that add up over the classes of a model; see complaint.guarded.
ADD_UP = {"_name", "_inherit", "_given", "_given_once", "_given_later", "_raw", "_coded"}


def classes():
    """Each class of a model in this addon: the model, whether the class says what it is, file, names defined."""
    for path in sorted(MODELS.rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.ClassDef):
                continue
            values = {
                part.targets[0].id: part.value
                for part in node.body
                if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name)
            }
            methods = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
            named = values.get("_name") or values.get("_inherit")
            if isinstance(named, ast.Constant):
                yield named.value, "_name" in values, str(path.relative_to(ADDON)), methods | values.keys()


@tagged("post_install", "-at_install")
class TestLayout(BaseCase):
    """The addon by noun: what the tree says of it, read from the sources."""

    def setUp(self):
        super().setUp()
        self.models = defaultdict(list)
        for model, is_named, path, names in classes():
            self.models[model].append((is_named, path, names))

    def test_no_name_of_a_model_is_defined_in_two_of_its_classes(self):
        """No chain of `super()` inside the addon: nothing depends on the order in which files are read."""
        self.assertGreater(len(self.models["complaint.case"]), 10)
        for model, parts in self.models.items():
            where = defaultdict(list)
            for _is_named, path, names in parts:
                for name in names - ADD_UP:
                    where[name].append(path)
            with self.subTest(model):
                self.assertEqual({name: paths for name, paths in where.items() if len(paths) > 1}, {})

    def test_records_are_made_and_written_in_the_class_that_names_the_model(self):
        for model, parts in self.models.items():
            if any(is_named for is_named, _path, _names in parts):
                for is_named, path, names in parts:
                    with self.subTest(model, file=path):
                        self.assertFalse(not is_named and names & OVERRIDES)

    def test_each_file_of_a_folder_is_read_by_it(self):
        for folder in {path.parent for path in MODELS.rglob("*.py")}:
            read = {
                name.name
                for node in ast.parse((folder / "__init__.py").read_text()).body
                if isinstance(node, ast.ImportFrom)
                for name in node.names
            }
            here = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/*.py")}
            with self.subTest(folder.name):
                self.assertEqual(read, here - {"__init__"})

    def test_each_test_is_read_by_odoo_s_own_runner(self):
        """It looks for the modules of the package that tests import, and finds no other file."""
        tests = ADDON / "tests"
        read = {
            name.name
            for node in ast.parse((tests / "__init__.py").read_text()).body
            if isinstance(node, ast.ImportFrom)
            for name in node.names
        }
        self.assertEqual({path.stem for path in tests.rglob("test_*.py")} - read, set())

    def test_no_file_is_long(self):
        files = [*MODELS.rglob("*.py"), *(ADDON / "views").rglob("*.xml")]
        lengths = {str(path.relative_to(ADDON)): len(path.read_text().splitlines()) for path in files}
        self.assertEqual({path: lines for path, lines in lengths.items() if lines > LONGEST}, {})
