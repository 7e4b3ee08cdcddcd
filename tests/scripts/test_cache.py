"""What is in the cache is complete, and made once."""

from pathlib import Path

import pytest

from environment import cache, checkout, steps


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPLAINT_GRADING_CACHE", str(tmp_path / "cache"))


def test_a_folder_is_filled_once():
    calls: list[Path] = []
    for _ in range(2):
        cache.built(cache.root() / "thing", "a thing", calls.append)
    assert len(calls) == 1


def test_a_folder_whose_making_broke_is_made_again_from_nothing():
    def breaks(folder: Path) -> None:
        (folder / "half").touch()
        raise steps.SetUpError("no network")

    folder = cache.root() / "thing"
    with pytest.raises(steps.SetUpError):
        cache.built(folder, "a thing", breaks)
    cache.built(folder, "a thing", lambda _: None)
    assert not (folder / "half").exists()


def test_a_failed_command_shows_the_end_of_its_log_and_how_to_mend_it(tmp_path: Path):
    with pytest.raises(steps.SetUpError) as failure:
        steps.run(["sh", "-c", "echo broken pipe; exit 3"], tmp_path / "log", "mend the pipe")
    assert "status 3" in str(failure.value)
    assert "broken pipe" in str(failure.value)
    assert "To mend it: mend the pipe" in str(failure.value)


def test_a_fingerprint_follows_names_and_contents_but_not_what_python_leaves_behind(tmp_path: Path):
    (tmp_path / "a.py").write_text("1")
    before = checkout.fingerprint(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").touch()
    assert checkout.fingerprint(tmp_path) == before
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert checkout.fingerprint(tmp_path) != before
