"""How the site starts: safely, or not at all, with a message that says what to do."""

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

KEY = "k" * 20 + "0123456789" * 4
PRODUCTION = {"LAPEL_MODE": "production", "LAPEL_SECRET_KEY": KEY, "LAPEL_HOSTS": "lapel.example.org"}
BASE = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}


def run(code: str, tmp_path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run Python with Django's settings in an environment of its own."""
    head = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'lapel.web.settings'\n"
    said = {**BASE, "LAPEL_SITE": str(tmp_path), **env}
    return subprocess.run(
        [sys.executable, "-c", head + code], capture_output=True, text=True, env=said, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({}, "LAPEL_SECRET_KEY: found nothing"),
        ({"LAPEL_SECRET_KEY": "short"}, "LAPEL_SECRET_KEY: found 5 characters"),
        ({"LAPEL_SECRET_KEY": KEY}, "LAPEL_HOSTS: found nothing"),
        ({**PRODUCTION, "DATABASE_URL": "mysql://x/y"}, "DATABASE_URL: found the scheme 'mysql'"),
        ({"LAPEL_MODE": "debug"}, "LAPEL_MODE: found 'debug'"),
    ],
)
def test_a_start_that_would_not_be_safe_fails_and_says_what_to_do(
    tmp_path: Path, env: dict[str, str], says: str
) -> None:
    said = {**BASE, "LAPEL_SITE": str(tmp_path), "LAPEL_MODE": "production", **env}
    command = [sys.executable, "-m", "lapel.cli", "serve", "--port", "1"]
    done = subprocess.run(command, capture_output=True, text=True, env=said, timeout=60, check=False)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_one_person_s_site_refuses_to_listen_to_others(tmp_path: Path) -> None:
    said = {**BASE, "LAPEL_SITE": str(tmp_path)}
    command = [sys.executable, "-m", "lapel.cli", "serve", "--host", "0.0.0.0"]
    done = subprocess.run(command, capture_output=True, text=True, env=said, timeout=60, check=False)
    assert done.returncode == 2
    assert "expected this machine's own" in done.stderr


def test_django_s_own_check_of_a_deployment_finds_nothing(tmp_path: Path) -> None:
    code = "import django; django.setup()\nfrom django.core.management import call_command\n"
    done = run(code + "call_command('check', deploy=True, fail_level='WARNING')", tmp_path, **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_in_production_cookies_and_redirects_are_for_tls_only(tmp_path: Path) -> None:
    code = """
import django, json; django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
plain = Client(headers={"host": "lapel.example.org"}).get("/")
safe = Client(headers={"host": "lapel.example.org"})
sent = safe.post("/examples/lapsed-cma/", secure=True)
other = Client(headers={"host": "evil.example.org"}).get("/", secure=True)
probe = Client(headers={"host": "10.0.0.7"}).get("/readyz")
print(json.dumps([plain.status_code, plain["Location"], sent["Strict-Transport-Security"],
                  str(sent.cookies["lapel"]), other.status_code, probe.json()]))
"""
    done = run(code, tmp_path, **PRODUCTION)
    status, where, hsts, cookie, other, probe = json.loads(done.stdout.splitlines()[-1])
    assert (status, where) == (301, "https://lapel.example.org/")
    assert "max-age=31536000" in hsts
    assert {"HttpOnly", "Secure", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert other == 400
    assert probe == {"status": "ready"}


def test_the_key_of_one_person_s_site_is_theirs_alone(tmp_path: Path) -> None:
    code = "from lapel.web.places import local_key; print(local_key())"
    first, second = (run(code, tmp_path, LAPEL_MODE="local").stdout for _ in range(2))
    assert first == second
    assert len(first.strip()) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_logs_hold_no_fact_about_a_person(tmp_path: Path) -> None:
    code = """
import django; django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
visitor = Client(raise_request_exception=False, headers={"host": "localhost"})
visitor.post("/examples/lapsed-cma/")
visitor.get("/answers/", {"on": "1999-12-31"}, headers={"user-agent": "Secret Browser"})
visitor.get("/nowhere/Mary-Secret/")
visitor.post("/questions/", {"place": "birth", "value": "Mary Secret"})
from lapel.web.records import views
views.sections = lambda now: (_ for _ in ()).throw(ValueError("Mary Secret"))
assert visitor.get("/facts/").status_code == 500
"""
    done = run(code, tmp_path, LAPEL_MODE="local")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert {line["route"] for line in lines if "route" in line} >= {"records:example", "answers:all", "records:facts"}
    assert not any(word in done.stderr for word in ("Secret", "1999", "127.0.0.1", "lapsed"))


@pytest.fixture
def cluster() -> Iterator[str]:
    """A PostgreSQL of its own, thrown away afterwards, in a folder that another user may enter."""
    found = shutil.which("initdb") or next(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), "")
    if not found:
        pytest.skip("PostgreSQL's initdb is not on this machine (Debian: apt install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="lapel-pg-"))
    folder.chmod(0o755)
    user = {}
    if os.getuid() == 0:
        try:
            user = {"user": pwd.getpwnam("postgres").pw_uid}
        except KeyError:
            pytest.skip("PostgreSQL does not run as root, and there is no user 'postgres'")
        os.chown(folder, user["user"], -1)
    bins = Path(found).parent
    data = folder / "data"
    make = [found, "-D", str(data), "-A", "trust", "-U", "lapel", "--no-sync"]
    subprocess.run(make, check=True, capture_output=True, cwd=folder, **user)  # type: ignore[call-overload]
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    start = [str(bins / "pg_ctl"), "-D", str(data), "-o", options, "-w", "-l", str(folder / "log"), "start"]
    subprocess.run(start, check=True, capture_output=True, cwd=folder, **user)  # type: ignore[call-overload]
    try:
        yield f"postgresql://lapel@{str(folder).replace('/', '%2F')}/postgres"
    finally:
        stop = [str(bins / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"]
        subprocess.run(stop, check=True, capture_output=True, cwd=folder, **user)  # type: ignore[call-overload]
        shutil.rmtree(folder)


def test_the_site_runs_on_postgresql_too(cluster: str, tmp_path: Path) -> None:
    code = """
import django; django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
visitor = Client(headers={"host": "localhost"})
visitor.post("/examples/lapsed-cma/")
print(visitor.get("/answers/").status_code, Client().get("/readyz").json()["status"])
"""
    done = run(code, tmp_path, LAPEL_MODE="local", DATABASE_URL=cluster)
    assert done.stdout.strip() == "200 ready", done.stderr
