"""Sources of this repository that pages link to, carried along in the site; MkDocs calls the functions by their names.

A page links to them by their place beside docs/, so that the link is right on a code host as well.
"""

import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

LINK = re.compile(r"(?<=\]\()(?:\.\./)+[^)#\s]+(?=[)#])")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add each source that a page links to."""
    root = Path(config.docs_dir).parent
    for page in list(files.documentation_pages()):
        for link in LINK.findall(page.content_string):
            place = place_of(page.src_uri, link)
            if outside(place) and (root / place).is_file() and not files.get_file_from_path(place):
                files.append(File(place, str(root), config.site_dir, config.use_directory_urls))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead each link out of docs/ to the copy in the site."""

    def led(link: re.Match[str]) -> str:
        place = place_of(page.file.src_uri, link[0])
        here = posixpath.dirname(page.file.src_uri) or "."
        return posixpath.relpath(place, here) if outside(place) else link[0]

    return LINK.sub(led, markdown)


def place_of(page: str, link: str) -> str:
    """Where a link of a page leads, seen from the top of the repository."""
    return posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), link))


def outside(place: str) -> bool:
    return not place.startswith("docs/")
