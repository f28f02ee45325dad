"""One set of certificates for all connections, as long as the environment names the same one."""

import shutil
from pathlib import Path

import certifi
import pytest

from connect_tui.providers.web import trust


def test_all_share_what_the_environment_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ours = trust.certificates()
    assert trust.certificates() is ours
    named = shutil.copy(certifi.where(), tmp_path / "some.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(named))
    assert trust.certificates() is not ours
    assert trust.named_by() == "SSL_CERT_FILE"


def test_what_cannot_be_read_is_read_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    late = tmp_path / "late.pem"
    monkeypatch.setenv("SSL_CERT_FILE", str(late))
    with pytest.raises(OSError, match="No such file"):
        trust.certificates()
    shutil.copy(certifi.where(), late)
    assert trust.certificates().get_ca_certs()
