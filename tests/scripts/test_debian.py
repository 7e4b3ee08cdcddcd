"""The machine's own package source is read, and only its suite is exchanged."""

from environment.debian import parse_lines, parse_stanzas, source_of_suite

STANZAS = """\
Types: deb
# a remark
URIs: http://packages.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/archive.gpg

Types: deb
URIs: http://packages.example/other
Suites: any
Components: main
Enabled: no
"""
INLINE_KEY = """\
Types: deb
URIs: http://packages.example/debian
Suites: trixie
Components: main contrib
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
 -----END PGP PUBLIC KEY BLOCK-----
"""
LINES = """\
# deb http://packages.example/old wheezy main
deb [arch=amd64 signed-by=/usr/share/keyrings/archive.gpg] http://packages.example/debian bookworm main contrib # ours
deb-src http://packages.example/debian bookworm main
"""


def test_a_stanza_is_read_without_its_remarks_and_a_disabled_one_is_left_out():
    (entry,) = parse_stanzas(STANZAS)
    assert entry["URIs"] == "http://packages.example/debian"
    assert entry["Suites"] == "bookworm bookworm-updates"


def test_a_line_gives_the_same_entry_as_a_stanza():
    (entry,) = parse_lines(LINES)
    assert entry == {
        "Types": "deb",
        "URIs": "http://packages.example/debian",
        "Suites": "bookworm",
        "Components": "main contrib",
        "Arch": "amd64",
        "Signed-By": "/usr/share/keyrings/archive.gpg",
    }


def test_only_the_suite_and_the_components_are_exchanged():
    (entry,) = parse_stanzas(STANZAS)
    assert source_of_suite(entry, "sid") == (
        "Types: deb\nSuites: sid\nComponents: main\n"
        "URIs: http://packages.example/debian\nSigned-By: /usr/share/keyrings/archive.gpg\n"
    )


def test_an_inline_key_keeps_all_its_lines():
    (entry,) = parse_stanzas(INLINE_KEY)
    assert source_of_suite(entry, "sid").endswith(
        "Signed-By: \n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n -----END PGP PUBLIC KEY BLOCK-----\n"
    )
