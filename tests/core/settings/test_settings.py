"""Settings are checked at the start; one that makes no sense stops it with a sentence."""

from pathlib import Path

import pytest

from core.settings import Settings, SettingsError
from core.testing.serving import lianzhan


def read(tmp_path: Path, **given: str) -> Settings:
    return Settings.from_environ(
        {"LIANZHAN_DATA_DIR": str(tmp_path / "data"), **{f"LIANZHAN_{name}": value for name, value in given.items()}}
    )


def test_nothing_need_be_set(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path / 'data' / 'lianzhan.db'}"
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert not settings.is_https


def test_variables_of_others_are_none_of_ours(tmp_path: Path) -> None:
    assert Settings.from_environ({"LIANZHAN_DATA_DIR": str(tmp_path), "PORT": "abc"}).port == 8000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOST", "a b"),
        ("HOST", "999.1.1.1"),
        ("HOST", "1.2.3"),
        ("HOST", "http://127.0.0.1"),
        ("HOST", "-name"),
        ("HOST", "lian_zhan"),
        ("HOST", "127.0.0.1:8000"),
        ("HOST", "a" * 300),
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "80.5"),
        ("PORT", "\u0661\u0662"),  # digits, but not ours
        ("PORT", "9" * 5000),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://localhost/lianzhan"),
        ("DATABASE_URL", "postgresql://localhost"),
        ("DATABASE_URL", "postgresql://localhost:abc/x"),
        ("PUBLIC_URL", "lianzhan.example.cn"),
        ("PUBLIC_URL", "ftp://lianzhan.example.cn"),
        ("PUBLIC_URL", "https://lianzhan.example.cn/?a=b"),
        ("PUBLIC_URL", "https://[::1"),
        ("TRUSTED_PROXIES", "many"),
        ("TRUSTED_PROXIES", "11"),
        ("SECRET_KEY", "short"),
        ("SAFE_MODE", "perhaps"),
        ("PLUGINS_STRICT", "2"),
        ("PLUGINS_DISABLED", "duty_days;enterprise_visits"),
        ("WORKERS", "0"),
        ("THREADS", "1000"),
        ("PROT", "8000"),  # a misspelt name
    ],
)
def test_a_value_that_makes_no_sense_is_refused_with_a_sentence(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, **{name: value})
    sentence = str(refused.value)
    assert f"LIANZHAN_{name}" in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize("host", ["0.0.0.0", "::1", "::", "localhost", "lianzhan.example.cn", "node-1"])  # noqa: S104 - tried, not served
def test_an_address_or_a_name_is_a_host(tmp_path: Path, host: str) -> None:
    assert read(tmp_path, HOST=host).host == host


def test_a_port_is_refused_in_the_words_of_the_guide(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"LIANZHAN_PORT must be a number from 1 to 65535, got 'abc'"):
        read(tmp_path, PORT="abc")


def test_a_data_directory_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="LIANZHAN_DATA_DIR"):
        Settings.from_environ({"LIANZHAN_DATA_DIR": str(tmp_path / "file" / "data")})


def test_a_secret_is_made_once_and_kept_for_us_alone(tmp_path: Path) -> None:
    first, second = read(tmp_path).secret_key, read(tmp_path).secret_key
    assert first == second
    assert len(first) >= 32
    assert (tmp_path / "data" / "secret-key").stat().st_mode & 0o077 == 0


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    settings = read(tmp_path, SECRET_KEY="an-orchard-at-night", DATABASE_URL="postgresql://lz:pass-word@db/lianzhan")
    shown = " ".join(settings.shown().values()) + repr(settings)
    assert "an-orchard-at-night" not in shown
    assert "pass-word" not in shown


def test_https_is_told_from_the_public_address(tmp_path: Path) -> None:
    assert read(tmp_path, PUBLIC_URL="https://lianzhan.example.cn/").is_https


@pytest.mark.parametrize(
    "command",
    [
        ["serve"],
        ["config"],
        ["db", "status"],
        ["scheduler"],
        ["plugin", "list"],
        ["user", "add", "x", "--role", "leader", "--password", "x"],
    ],
)
def test_every_command_stops_with_the_sentence(tmp_path: Path, command: list[str]) -> None:
    stopped = lianzhan(*command, data_dir=tmp_path, more={"LIANZHAN_PORT": "abc"})
    assert stopped.returncode != 0
    assert "LIANZHAN_PORT" in stopped.stderr
    assert "abc" in stopped.stderr
    assert "Traceback" not in stopped.stderr
