"""Histories as files, for replays."""

import json
from importlib.util import find_spec

import pytest

# Spark is a large package that needs Java beside; `scripts/bench --agree` installs it and holds its answers together
# with those of the others.
collect_ignore = [] if find_spec("pyspark") else ["test_spark.py"]


@pytest.fixture
def lines(tmp_path):
    """lines(complaints, name) → a file of JSON lines."""

    def written(complaints, name="complaints.jsonl"):
        path = tmp_path / name
        path.write_text("\n".join(json.dumps(c, ensure_ascii=False) for c in complaints), encoding="utf-8")
        return path

    return written
