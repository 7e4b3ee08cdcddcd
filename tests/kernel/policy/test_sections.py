"""A section of the policy language is one module, and a third language is data."""

import dataclasses

import yaml

from complaint_kernel.policy import Policy, load_policy, parse_policy, policy_text
from complaint_kernel.policy.document import Document
from complaint_kernel.policy.sections import SECTIONS

HEAD = {"policy", "title", "summary", "sector", "dated", "in_force", "calendar", "currency"}


def test_document_and_policy_have_exactly_the_sections_of_the_list():
    assert set(Document.model_fields) == HEAD | {section.name for section in SECTIONS}
    linked = {field.name for field in dataclasses.fields(Policy)} - {"id", "digest", "source", "written"}
    assert linked - HEAD == {section.attribute or section.name for section in SECTIONS}


def test_a_third_language_is_read_and_changes_no_digest():
    text = policy_text("rental-discipline")
    data = yaml.safe_load(text)
    german = text.replace(f"title: {{en: {data['title']['en']},", f"title: {{de: Regeln, en: {data['title']['en']},", 1)
    assert german != text
    policy = parse_policy(german)
    assert policy.title.get("de") == "Regeln"
    assert policy.title.get("de_AT") == "Regeln"
    assert policy.title.get("fr") == policy.title.en
    assert policy.digest == load_policy("rental-discipline").digest


def test_why_a_name_is_ours_changes_no_answer_and_no_digest(tmp_path):
    text = "policy: own\ntitle: {en: Own, zh_CN: 自定}\nchannels: {shop: {en: Shop, zh_CN: 门店%s}}\n"
    digests = set()
    for number, default in enumerate(["", ", default: the source names no shop"]):
        path = tmp_path / f"own-{number}.yaml"
        path.write_text(text % default, encoding="utf-8")
        digests.add(load_policy(path).digest)
    assert len(digests) == 1


def test_an_event_may_be_the_act_of_several_parties():
    text = """
policy: own
title: {en: Own, zh_CN: 自定}
parties: {staff: {en: Staff, zh_CN: 人员}, expert: {en: Expert, zh_CN: 专家}}
events:
  handled: {label: {en: Handled, zh_CN: 已处理}, by: [staff, expert]}
  told: {label: {en: Told, zh_CN: 已告知}, by: staff}
  seen: {label: {en: Seen, zh_CN: 已见}}
"""
    policy = parse_policy(text)
    assert [policy.parties_of(event) for event in ("handled", "told", "seen")] == [("staff", "expert"), ("staff",), ()]
