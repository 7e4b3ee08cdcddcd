import polib

from environment.terms import bring_to


def file_of(path, **texts):
    """A file of terms with their texts."""
    file = polib.POFile()
    file.extend(polib.POEntry(msgid=term, msgstr=text) for term, text in texts.items())
    file.save(str(path))
    return path


def test_texts_stay_with_their_terms_and_what_is_left_over_goes(tmp_path):
    template = file_of(tmp_path / "ours.pot", Grade="", ID="", New="")
    texts = file_of(tmp_path / "zh_CN.po", Grade="等级", ID="ID", Gone="已删除")
    assert bring_to(template, texts) == ["New"]
    assert {entry.msgid: entry.msgstr for entry in polib.pofile(str(texts))} == {"Grade": "等级", "ID": "ID", "New": ""}
