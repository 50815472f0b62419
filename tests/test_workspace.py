from __future__ import annotations

from pathlib import Path

from mentorstats import workspace


def test_the_sample_of_a_checkout_is_its_data_folder(checkout):
    assert workspace.sample_exports() == checkout / "data" / "sample"
    assert workspace.sample_exports().is_dir()


def test_the_sample_inside_an_installed_package_comes_first(tmp_path, monkeypatch):
    bundled = tmp_path / "mentorstats" / "bundled" / "sample"
    bundled.mkdir(parents=True)
    monkeypatch.setattr(workspace, "__file__", str(tmp_path / "mentorstats" / "workspace.py"))
    assert workspace.sample_exports() == bundled


def test_exports_that_you_name_come_before_the_sample(tmp_path, monkeypatch):
    monkeypatch.setenv("MENTORSTATS_EXPORTS", str(tmp_path))
    assert workspace.find_exports() == tmp_path


def test_a_tilde_in_your_exports_is_your_home_folder(monkeypatch):
    monkeypatch.setenv("MENTORSTATS_EXPORTS", "~/exports")
    assert workspace.find_exports() == Path.home() / "exports"


def test_no_exports_named_or_an_empty_name_is_the_sample(monkeypatch):
    monkeypatch.delenv("MENTORSTATS_EXPORTS", raising=False)
    assert workspace.find_exports() == workspace.sample_exports()
    monkeypatch.setenv("MENTORSTATS_EXPORTS", " ")
    assert workspace.find_exports() == workspace.sample_exports()
