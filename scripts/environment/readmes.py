"""README.rst and static/description/index.html of each addon, made of its `readme/` as the OCA's generator makes them.

That generator is no package of an index (docs/decisions/0037): the fragments' names, their order and their headings
are its own, so that it can take over where the addons move to the OCA. Runs where docutils is.
"""

import ast
import sys
from pathlib import Path

from docutils.core import publish_string

from environment.checkout import ADDONS, BRIDGES, MODULE, ROOT

HEADINGS = {
    "INSTALL": "Installation",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "ROADMAP": "Known issues / Roadmap",
    "HISTORY": "Changelog",
}
GENERATED = ".. This file is generated from readme/ by `scripts/docs --readmes`; changes here are overwritten.\n"
CONTENTS = "**Table of contents**\n\n.. contents::\n   :local:\n"
# The page of an addon in Apps reads its pictures from the folder of the page itself; a code host reads README.rst.
PICTURES = "static/description/"
SCREENSHOT = {ROOT / "docs/images/complaint-form.png": ADDONS / MODULE / PICTURES / "main_screenshot.png"}
STRICT = {
    "file_insertion_enabled": False,
    "generator": False,
    "halt_level": 2,  # a warning of docutils is a fault
    "output_encoding": "unicode",
    "raw_enabled": False,
    "stylesheet_path": "",  # Odoo takes styles out of the page
    "syntax_highlight": "short",
    "xml_declaration": False,
}


def readme(addon: Path) -> str:
    """The text of README.rst: title, description, contents, the fragments that there are, and who made it."""
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))
    told = {name: fragment(addon, name) for name in HEADINGS}
    sections = [heading(HEADINGS[name], "=") + text for name, text in told.items() if text]
    title = manifest["name"]
    return "\n".join(
        [
            f"{'=' * len(title)}\n{title}\n{'=' * len(title)}\n",
            GENERATED,
            f"Development status: {manifest['development_status']}. License: {manifest['license']}.\n",
            fragment(addon, "DESCRIPTION"),
            CONTENTS,
            *sections,
            heading("Credits", "=") + heading("Authors", "~") + f"* {manifest['author']}\n",
            heading("Contributors", "~") + fragment(addon, "CONTRIBUTORS"),
        ]
    )


def fragment(addon: Path, name: str) -> str:
    """The text of a fragment, empty if the addon has none of the name."""
    path = addon / "readme" / f"{name}.rst"
    return path.read_text(encoding="utf-8").strip() + "\n" if path.exists() else ""


def heading(text: str, line: str) -> str:
    return f"{text}\n{line * len(text)}\n\n"


def page(text: str) -> str:
    """The page of README.rst for Apps."""
    html = publish_string(text, writer="html5", settings_overrides=STRICT)
    return str(html).replace(f'src="{PICTURES}', 'src="')


def generated() -> dict[Path, bytes]:
    """Each generated file with what it has to hold."""
    files = {copy: picture.read_bytes() for picture, copy in SCREENSHOT.items()}
    for addon in (ADDONS / name for name in (MODULE, *BRIDGES)):
        text = readme(addon)
        files[addon / "README.rst"] = text.encode()
        files[addon / PICTURES / "index.html"] = page(text).encode()
    return files


def main() -> int:
    """Write what is not as it has to be; with --check, only name it and fail."""
    stale = {path: content for path, content in generated().items() if not is_fresh(path, content)}
    for path, content in stale.items():
        if "--check" in sys.argv:
            print(f"{path.relative_to(ROOT)} is not what readme/ says: run `scripts/docs --readmes`")
        else:
            path.write_bytes(content)
    return 1 if stale and "--check" in sys.argv else 0


def is_fresh(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() == content


if __name__ == "__main__":
    sys.exit(main())
