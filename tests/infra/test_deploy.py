"""The files of deploy/ are what they say: nginx and the units are started here, with ports and paths of the test."""

from __future__ import annotations

import configparser
import http.client
import os
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from laoyou.infra.body_limit import WORD

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(DEPLOY / "systemd" / name)
    return parser


def command(name: str, instance: str) -> list[str]:
    """Return what a unit starts, with this environment's Python."""
    line = unit(name)["Service"]["ExecStart"].replace("%i", instance)
    return shlex.split(line.replace("/srv/laoyou/source/.venv/bin/python", sys.executable))


def environment(name: str) -> dict[str, str]:
    pairs = unit(name)["Service"].get("Environment", "").split()
    return os.environ | dict(pair.split("=", 1) for pair in pairs)


def answers(
    port: int, path: str, *, context: ssl.SSLContext | None = None, says_bytes: int | None = None
) -> http.client.HTTPResponse:
    deadline = time.monotonic() + 20
    while True:
        connection = (
            http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=context)
            if context
            else http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        )
        try:
            if says_bytes is None:
                connection.request("GET", path, headers={"Host": "localhost"})
            else:
                connection.request("POST", path, headers={"Host": "localhost", "Content-Length": str(says_bytes)})
            return connection.getresponse()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@pytest.fixture
def web(committing_database: str) -> Iterator[int]:
    """Give the port of a web process started as its unit does."""
    port = free_port()
    process = subprocess.Popen(command("laoyou-web@.service", str(port)), env=environment("laoyou-web@.service"))
    assert answers(port, "/no-such-page").status == 404
    yield port
    process.terminate()
    assert process.wait(20) == 0 or process.returncode == -15


def test_every_unit_has_what_keeps_it_up_and_in() -> None:
    for file in UNITS:
        service = unit(file.name)["Service"]
        assert service["User"] == "laoyou"
        assert service["EnvironmentFile"] == "/etc/laoyou/environment"
        if service["Type"] != "oneshot":
            assert service["Restart"] == "always"
            assert service["ProtectSystem"] == "strict"
    wanted = unit("laoyou.target")["Unit"]["Wants"].split()
    templates = {re.sub(r"@\d+", "@", name) for name in wanted}
    assert templates == {file.name for file in UNITS}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for file in UNITS:
        text = file.read_text().replace("/srv/laoyou/source/.venv/bin/python", "/bin/true")
        text = text.replace("/srv/laoyou/source/.venv/bin/laoyou", "/bin/true").replace("User=laoyou", "User=root")
        (tmp_path / file.name.replace("@.", "@1.")).write_text(text.replace("Group=laoyou\n", ""))
    (tmp_path / "laoyou.target").write_text((DEPLOY / "systemd/laoyou.target").read_text())
    for file in sorted(tmp_path.iterdir()):
        told = subprocess.run(["systemd-analyze", "verify", str(file)], capture_output=True, text=True)
        about_ours = [line for line in told.stderr.splitlines() if "laoyou" in line and "Failed to prepare" not in line]
        assert about_ours == []


def test_the_worker_starts_as_its_unit_does(committing_database: str) -> None:
    process = subprocess.Popen(
        command("laoyou-worker@.service", "1"),
        env=environment("laoyou-worker@.service"),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert "Launching a worker" in process.stderr.readline()
    process.terminate()
    process.communicate(timeout=20)


@pytest.mark.skipif(NGINX is None, reason="no nginx here")
def test_nginx_passes_pages_and_streams_on(web: int, tmp_path: Path) -> None:
    plain, secure = free_port(), free_port()
    site = (DEPLOY / "nginx/laoyou.conf").read_text()
    site = site.replace("127.0.0.1:8102 max_fails=2 fail_timeout=5s", f"127.0.0.1:{web} backup")
    for before, after in {
        "127.0.0.1:8101": f"127.0.0.1:{web}",
        "127.0.0.1:8190": f"127.0.0.1:{web}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl",
        "/etc/laoyou/tls": str(tmp_path),
    }.items():
        site = site.replace(before, after)
    site = re.sub(r"\n\s*listen \[::\][^\n]*", "", site)
    make_certificate(tmp_path)
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}\nhttp {{ access_log off;"
        f" client_body_temp_path {tmp_path}/body; proxy_temp_path {tmp_path}/proxy; fastcgi_temp_path {tmp_path}/f;"
        f" uwsgi_temp_path {tmp_path}/u; scgi_temp_path {tmp_path}/s;\n{site}\n}}\n"
    )
    arguments = [str(NGINX), "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "error.log")]
    tried = subprocess.run([*arguments, "-t"], capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr
    context = ssl.create_default_context(cafile=str(tmp_path / "fullchain.pem"))
    context.check_hostname = False
    server = subprocess.Popen([*arguments, "-g", "daemon off;"])
    try:
        moved = answers(plain, "/pay")
        assert (moved.status, moved.headers["Location"]) == (301, "https://localhost/pay")
        assert answers(secure, "/no-such-page", context=context).status == 404
        assert answers(secure, "/live?topics=7/home:1", context=context).status == 204
        too_large = answers(secure, "/ops/", context=context, says_bytes=200 * 1024 * 1024)
        assert (too_large.status, too_large.read().decode()) == (413, WORD)
        assert "max-age" in (answers(secure, "/", context=context).headers["Strict-Transport-Security"] or "")
    finally:
        server.terminate()
        server.wait(10)


def make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = (
        builder.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    )
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    certificate = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(secret)
