"""The app as it really runs: its own process, its own port, spoken to over HTTP."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlencode

TOKEN = re.compile(r'name="_t" value="([^"]*)"')
ENTRY = re.compile(r'name="n" value="([^"]*)"')


@dataclass(slots=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


@dataclass(slots=True)
class Browser:
    """Cookies, origin and form tokens, as a browser keeps them."""

    port: int
    cookie: str = ""
    token: str = ""
    line: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.line = HTTPConnection("127.0.0.1", self.port, timeout=20)

    def send(
        self, method: str, path: str, body: bytes = b"", kind: str = "", site: str = "same-origin"
    ) -> Answer:
        """Send one request of this origin; raises OSError or HTTPException when it breaks off."""
        headers = {"Host": f"localhost:{self.port}", "Sec-Fetch-Site": site}
        if method == "POST":
            headers |= {"Origin": f"http://localhost:{self.port}", "Content-Type": kind}
        if self.cookie:
            headers["Cookie"] = self.cookie
        self.line.request(method, path, body, headers)
        came = self.line.getresponse()
        text = came.read().decode("utf-8", "replace")
        for set_cookie in came.headers.get_all("set-cookie") or ():
            self.cookie = set_cookie.split(";")[0]
        found = TOKEN.search(text)
        self.token = found.group(1) if found else self.token
        return Answer(came.status, came.getheader("location") or "", text)

    def get(self, path: str, site: str = "same-origin") -> Answer:
        """Open a page."""
        return self.send("GET", path, site=site)

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form with the token of the page seen last."""
        body = urlencode({"_t": self.token} | fields).encode()
        return self.send("POST", path, body, "application/x-www-form-urlencoded")

    def upload(self, path: str, content: bytes, **fields: str) -> Answer:
        """Send a form with a file."""
        parts = [
            f'--e\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in ({"_t": self.token} | fields).items()
        ]
        head = b'--e\r\nContent-Disposition: form-data; name="file"; filename="file.csv"\r\n\r\n'
        body = b"".join(parts) + head + content + b"\r\n--e--\r\n"
        return self.send("POST", path, body, "multipart/form-data; boundary=e")

    def close(self) -> None:
        """Hang up."""
        self.line.close()
