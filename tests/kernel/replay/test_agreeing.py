"""A part of `scripts/bench --agree`: every policy that columns run, a batch of made-up complaints for each."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

pytest.importorskip("duckdb")
pytest.importorskip("sqlglot")
BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


@pytest.mark.slow
@pytest.mark.skipif(not BENCHMARKS.exists(), reason="the benchmarks are not part of the package")
def test_made_up_complaints_come_out_alike_on_every_engine(monkeypatch, capsys):
    monkeypatch.setattr(sys, "path", [str(BENCHMARKS), *sys.path])
    agreeing = import_module("agreeing")
    monkeypatch.setattr(agreeing, "BATCH", 200)
    assert agreeing.agree(200 * len(agreeing.policies())), capsys.readouterr().out
