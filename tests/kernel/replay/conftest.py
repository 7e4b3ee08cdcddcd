"""Histories as files, for replays."""

import json

import pytest


@pytest.fixture
def lines(tmp_path):
    """lines(complaints, name) → a file of JSON lines."""

    def written(complaints, name="complaints.jsonl"):
        path = tmp_path / name
        path.write_text("\n".join(json.dumps(c, ensure_ascii=False) for c in complaints), encoding="utf-8")
        return path

    return written
