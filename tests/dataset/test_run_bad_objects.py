import json

import pytest

pytest.importorskip("webdataset", reason="shards need webdataset")
from tests.dataset.run_tools import keys_in_tars, models, reasons, run, shards


def test_no_bad_object_stops_a_run(tmp_path):
    kinds = ["good", "crash", "good", "hang", "garbage", "good", "other", "half", "cut", "norecord", "bad", "once"]
    out = tmp_path / "out"
    status, said = run(
        "--files", models(tmp_path / "models", *kinds), "--out", out, "--shard-objects", 5, "--timeout", 3
    )
    assert status == 0, said
    assert sorted(keys_in_tars(out)) == ["000000", "000002", "000005", "000011"]
    why = reasons(out)
    assert sorted(why) == ["000001", "000003", "000004", "000006", "000007", "000008", "000009", "000010"]
    assert "signal" in why["000001"]
    assert "out of memory in the stand-in" in why["000001"]
    assert why["000003"] == "no answer in 3 s"
    assert "nonsense" in why["000004"]
    assert "nonsense" in why["000006"]
    assert "points.npy is not whole" in why["000007"]
    assert "00.png is not whole" in why["000008"]
    assert "record.json is missing" in why["000009"]
    assert why["000010"] == "not a model"
    index = json.loads((out / "index.json").read_text())
    assert (index["objects"], len(index["dropped"])) == (4, 8)
    assert [facts["shard"] for facts in shards(out)] == [entry["shard"] for entry in index["shards"]]


def test_a_shard_of_nothing_but_bad_objects_is_made_all_the_same(tmp_path):
    out = tmp_path / "out"
    status, said = run("--files", models(tmp_path / "models", "bad", "crash", "bad"), "--out", out)
    assert status == 0, said
    assert not keys_in_tars(out)
    assert len(reasons(out)) == 3


def test_a_server_that_never_works_ends_the_run_with_its_words(tmp_path):
    out = tmp_path / "out"
    arguments = ["--files", models(tmp_path / "models", "good", "good"), "--out", out, "--path", "render"]
    status, said = run(*arguments, "--server", "python3 -c 'import no_such_module'", server=False)
    assert status == 1
    assert "No module named 'no_such_module'" in said
    assert not list(out.glob("*.tar"))
    status, said = run(*arguments, "--server", "no-such-program", server=False)
    assert status == 1
    assert "does not start" in said
    # The folder is good: with a server that works the same run goes on.
    assert run(*arguments)[0] == 0
