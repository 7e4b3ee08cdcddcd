"""Files that strangers hand in: what kind and how large they may be, and what they are called.

What a file is, is told by its content; its name is only what people read.
"""

import io
import unicodedata

from odoo.tools.image import IMAGE_MAX_RESOLUTION
from odoo.tools.mimetypes import fix_filename_extension, guess_mimetype
from PIL import Image, UnidentifiedImageError

MOST_FILES = 10
MOST_BYTES = 10 * 2**20
MOST_LETTERS = 100  # of a name
# As browsers name them; those of a phone's camera come as JPEG where these are asked for.
IMAGES = ("image/jpeg", "image/png", "image/gif", "image/webp")
KINDS = (*IMAGES, "application/pdf")


def read_files(env, files):
    """(name, content) of uploaded files (werkzeug's), and why each of the others is refused, in sentences."""
    taken, refused = [], []
    files = [file for file in files if file and file.filename]
    if len(files) > MOST_FILES:
        return [], [env._("At most %(most)s files come with a complaint; choose fewer.", most=MOST_FILES)]
    for file in files:
        name, content = plain_name(file.filename), file.stream.read(MOST_BYTES + 1)
        if fault := _fault(env, name, content):
            refused.append(fault)
        else:
            taken.append((fix_filename_extension(name, guess_mimetype(content)), content))
    return taken, refused


def allowed(env):
    """What may be handed in, in a sentence."""
    return env._(
        "Photos (JPEG, PNG, GIF, WebP) or PDF, at most %(files)s files of %(size)s MB each.",
        files=MOST_FILES,
        size=MOST_BYTES // 2**20,
    )


def refusal(env, file):
    """Why one uploaded file is refused, in a sentence, or nothing; it can be read again afterwards."""
    _taken, refused = read_files(env, [file])
    file.stream.seek(0)
    return refused[0] if refused else None


def plain_name(name):
    """A name without a path, and without signs that are not seen or turn the direction of reading."""
    name = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C").strip()
    stem, dot, ending = seen.rpartition(".")
    if not dot:
        return seen[:MOST_LETTERS] or "file"
    return f"{stem[: MOST_LETTERS - len(ending[:10]) - 1] or 'file'}.{ending[:10]}"


def _fault(env, name, content):
    if not content:
        return env._("%(name)s is empty; choose another file.", name=name)
    if len(content) > MOST_BYTES:
        return env._("%(name)s is larger than %(most)s MB; choose a smaller file.", name=name, most=MOST_BYTES // 2**20)
    kind = guess_mimetype(content)
    if kind not in KINDS or (kind in IMAGES and not _is_picture(content)):
        return env._("%(name)s is no photo (JPEG, PNG, GIF, WebP) and no PDF; choose another file.", name=name)
    return None


def _is_picture(content):
    """Whether it begins as a picture, and unpacks to no more than Odoo's own screens take."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return False
    return width * height <= IMAGE_MAX_RESOLUTION
