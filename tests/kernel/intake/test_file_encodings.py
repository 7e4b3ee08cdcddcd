"""The encoding of a text is found where it is sure, and asked for where it is not."""

import pytest

from complaint_kernel import ComplaintError, load_policy
from complaint_kernel.intake.files import FileLayout, read_population

PV = load_policy("pv-module")
CHINESE = "编号,受理时间,客户,处理总费用\nC-1,2026/9/24 16:30,光明公司,52000\nC-2,2026/9/25,镕基贸易,7\n"


def customers(tmp_path, raw, name="c.csv", **layout):
    path = tmp_path / name
    path.write_bytes(raw)
    return [c.attributes["customer"] for c in read_population(PV, path, layout=FileLayout(**layout)).complaints]


def refusal(tmp_path, raw, **layout):
    with pytest.raises(ComplaintError) as refused:
        customers(tmp_path, raw, **layout)
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "gbk"])
def test_a_chinese_table_is_read_in_every_encoding_that_excel_saves(tmp_path, encoding):
    assert customers(tmp_path, CHINESE.encode(encoding)) == ["光明公司", "镕基贸易"]


def test_utf_16_of_either_order_with_tabs_as_excels_unicode_text(tmp_path):
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert customers(tmp_path, mark + CHINESE.replace(",", "\t").encode(encoding), "c.txt") == [
            "光明公司",
            "镕基贸易",
        ]


def test_chinese_after_a_megabyte_of_ascii_is_found_too(tmp_path):
    rows = "".join(f"A-{number},2026-09-24,{'x' * 100},1\n" for number in range(12_000))
    text = CHINESE.replace("编号,受理时间,客户,处理总费用\n", f"id,received_at,customer,total_cost\n{rows}")
    assert customers(tmp_path, text.encode("gb18030"))[-2:] == ["光明公司", "镕基贸易"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("id,received_at,customer\nA,2026-09-24,Käufer Größe Müller\nB,2026-09-25,Šimůnek\n", "cp1250"),
        ("id,received_at,customer\nA,2026-09-24,Käufer Größe\n", "latin-1"),
        ("id,received_at,customer\nA,2026-09-24,société générale élève\n", "cp1252"),
        ("id,received_at,customer\nA,2026-09-24,株式会社カスタマー、東京の事務所です\n", "shift_jis"),
        ("id,received_at,customer\nA,2026-09-24,客戶投訴處理辦法臺灣電力公司總經理\n", "big5"),
        ("id,received_at,customer\nA,2026-09-24,Заказчик и его жалоба\n", "cp1251"),
    ],
)
def test_what_is_not_surely_chinese_is_not_guessed_but_read_when_it_is_named(tmp_path, text, encoding):
    raw = text.encode(encoding)
    told = refusal(tmp_path, raw)
    assert "c.csv:2: expected UTF-8 text (or UTF-16, or GB18030), found byte 0x" in told and "--encoding" in told
    assert customers(tmp_path, raw, encoding=encoding)[0] == text.splitlines()[1].split(",")[2]


def test_an_encoding_that_is_none_and_one_that_does_not_fit_are_refused(tmp_path):
    raw = CHINESE.encode("gb18030")
    assert "'gb18031' is no encoding; did you mean 'gb18030'?" in refusal(tmp_path, raw, encoding="gb18031")
    assert "'base64' is no encoding" in refusal(tmp_path, raw, encoding="base64")
    assert "is no UTF-8 text, found byte 0xb1; name its encoding" in refusal(tmp_path, raw, encoding="UTF-8")


def test_json_lines_likewise(tmp_path):
    raw = '{"id": "A", "received_at": "2026-09-24", "customer": "光明公司", "facts": {}}\n'.encode("gb18030")
    assert customers(tmp_path, raw, "c.jsonl") == ["光明公司"]
