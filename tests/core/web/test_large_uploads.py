"""Uploads above the limit: the browser gets the sentence, not a broken connection."""

import http.client
import socket
from pathlib import Path
from urllib.parse import urlsplit

from core.platform import Platform
from core.testing.serving import lianzhan, serving

BOUNDARY = b"----a-boundary"


def test_a_file_that_is_too_large_is_read_and_refused_with_a_sentence(tmp_path: Path) -> None:
    """As a browser does it: everything is sent before the answer is read."""
    assert lianzhan("db", "upgrade", data_dir=tmp_path).returncode == 0
    with serving(tmp_path, "--web-only") as served:
        body = b"--%b\r\nContent-Disposition: form-data; name=file; filename=a.xlsx\r\n\r\n" % BOUNDARY
        body += b"x" * 40 * 2**20 + b"\r\n--%b--\r\n" % BOUNDARY
        address = urlsplit(served.url)
        with socket.create_connection((address.hostname, address.port), timeout=60) as line:
            head = (
                f"POST /imports/ HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: {len(body)}\r\n"
                f"Content-Type: multipart/form-data; boundary={BOUNDARY.decode()}\r\n\r\n"
            )
            line.sendall(head.encode() + body)
            answer = http.client.HTTPResponse(line)
            answer.begin()
            page = answer.read().decode()
        assert answer.status == 413
        assert f"{Platform.max_request_mb} MB" in page
