"""The node as other computers reach it: TLS only, one's own authority, codes at log-in, limits on tries."""

import base64
import hashlib
import hmac
import http.client
import json
import pathlib
import socket
import ssl
import struct
import time
import warnings

import program
from program import FOUNDER, PASSPHRASE


def one_time_code(secret, at):
    """RFC 6238, written again here."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def address_of_this_computer():
    """One that is not loopback, or none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return probe.getsockname()[0]


class Browser:
    """On this computer, or with `through` as another one comes: by an address that is not loopback. A bare machine
    may not know the name localhost, so no resolver is asked."""

    def __init__(self, host, port, trusted=None, tls=True, through=None):
        if tls:
            context = ssl.create_default_context(cadata=trusted)
            self.connection = http.client.HTTPSConnection(host, port, context=context, timeout=60)
        else:
            self.connection = http.client.HTTPConnection(host, port, timeout=60)
        at = through or {"localhost": "127.0.0.1"}.get(host, host)
        self.connection._create_connection = lambda _, *more: socket.create_connection((at, port), *more)
        self.origin = f"http{'s' if tls else ''}://{host}:{port}"
        self.cookie = None

    def ask(self, method, path, body=None):
        headers = {"Amparo-Page": "1", "Origin": self.origin, "Sec-Fetch-Site": "same-origin"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self.cookie:
            headers["Cookie"] = self.cookie
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        self.headers = answer.headers
        text = answer.read().decode()
        if answer.headers["Set-Cookie"]:
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        return answer.status, json.loads(text) if "json" in (answer.headers["Content-Type"] or "") else text

    def log_in(self, user, passphrase, code=""):
        return self.ask("POST", "/api/v1/session", {"user": user, "passphrase": passphrase, "code": code})


class TlsTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        made = self.ok("init", self.folder, "--organisation", "Casa Prueba", "--user", FOUNDER,
                       "--new-passphrase-file", self.secret())
        self.fingerprint = made["fingerprint"]
        self.port = program.free_port()

    def node(self, *words):
        return program.Node(self.folder, "--port", str(self.port), *words)

    def authority(self):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=60)
        connection.request("GET", "/amparo.crt")
        pem = connection.getresponse().read().decode()
        connection.close()
        return pem

    def browser(self, *words, **more):
        opened = Browser(*words, **more)
        self.addCleanup(opened.connection.close)
        return opened

    def test_the_authority_is_the_one_of_the_sheet_and_lasts(self):
        for _ in range(2):
            with self.node("--tls"):
                pem = self.authority()
                digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest().upper()
                self.assertEqual(":".join(digest[i:i + 2] for i in range(0, 64, 2)), self.fingerprint)
                for host in ("localhost", "127.0.0.1"):
                    browser = self.browser(host, self.port, pem)
                    self.assertEqual(browser.ask("GET", "/api/v1/health"), (200, {"status": "ok"}))
                    self.assertIn("max-age", browser.headers["Strict-Transport-Security"])
                status, page = browser.ask("GET", "/enrol")
                self.assertEqual(status, 200)
                self.assertIn(self.fingerprint, page)
                with self.assertRaises(ssl.SSLCertVerificationError):
                    self.browser("localhost", self.port).ask("GET", "/")
        for path in pathlib.Path(self.folder).rglob("*"):
            if path.is_file():
                self.assertNotIn(b"PRIVATE KEY", path.read_bytes(), path)

    def test_versions_before_1_2_are_refused(self):
        warnings.simplefilter("ignore", DeprecationWarning)  # that they are old is the point
        with self.node("--tls"):
            for version, taken in ((ssl.TLSVersion.TLSv1_3, True), (ssl.TLSVersion.TLSv1_2, True),
                                   (ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1, False)):
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
                context.set_ciphers("ALL:@SECLEVEL=0")
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = version
                if taken:
                    context.minimum_version = version
                with socket.create_connection(("127.0.0.1", self.port), timeout=60) as plain:
                    if taken:
                        with context.wrap_socket(plain) as wrapped:
                            self.assertEqual(wrapped.version(), version.name.replace("_", "."))
                    else:
                        with self.assertRaises((ssl.SSLError, ConnectionError)):
                            context.wrap_socket(plain)

    def test_plain_http_is_for_this_computer(self):
        done = program.run("node", self.folder, "--listen", "0.0.0.0", "--port", self.port, "--no-tls")
        self.assertNotEqual(done.code, 0)
        self.assertIn("loopback", done.err + done.out)

    def test_from_another_computer_a_code_is_needed_and_opens_once(self):
        host = address_of_this_computer()
        if host is None:
            self.skipTest("this computer has no address but loopback")
        with self.node("--listen", "0.0.0.0"):
            pem = self.authority()
            near = self.browser("127.0.0.1", self.port, pem)
            self.assertEqual(near.log_in(FOUNDER, PASSPHRASE)[0], 201)
            self.assertTrue(near.cookie.startswith("__Host-amparo="))
            far = self.browser("amparo.local", self.port, pem, through=host)
            self.assertEqual(far.ask("GET", "/api/v1/metrics")[0], 404)
            self.assertEqual(near.ask("GET", "/api/v1/metrics")[0], 200)
            self.assertEqual(far.log_in(FOUNDER, PASSPHRASE)[1]["code"], "wrong_login")
            _, offer = near.ask("POST", "/api/v1/account/code")
            secret = offer["secret"]
            self.assertIn(secret, offer["uri"])
            now = time.time()
            status, given = near.ask("POST", "/api/v1/account/code/confirm", {"code": one_time_code(secret, now)})
            self.assertEqual(status, 201)
            self.assertEqual(far.log_in(FOUNDER, PASSPHRASE, one_time_code(secret, now))[0], 401)  # spent
            code = one_time_code(secret, now + 30)
            self.assertEqual(far.log_in(FOUNDER, PASSPHRASE, code)[0], 201)
            self.assertEqual(near.log_in(FOUNDER, PASSPHRASE, code)[0], 401)
            self.assertEqual(far.log_in(FOUNDER, PASSPHRASE, given["recovery_codes"][0])[0], 201)

    def test_guessing_is_slowed_down_and_kept_on_record(self):
        with self.node("--no-tls"):
            browser = self.browser("127.0.0.1", self.port, tls=False)
            for user in (FOUNDER, "nadie"):
                # However slow this computer is: the wait doubles with each wrong try.
                answers = [browser.log_in(user, "no es esta")[0] for _ in range(10)]
                self.assertEqual(answers[:3], [401, 401, 401], user)
                self.assertIn(429, answers, user)

    def test_a_page_hears_what_changed(self):
        with self.node("--no-tls"):
            browser = self.browser("127.0.0.1", self.port, tls=False)
            self.assertEqual(browser.log_in(FOUNDER, PASSPHRASE)[0], 201)
            heard = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            heard.request("GET", "/api/v1/events", headers={"Cookie": browser.cookie})
            stream = heard.getresponse()
            self.assertEqual(stream.readline(), b"retry: 5000\n")
            case = self.new_case(FOUNDER, "--name", "Niña Inventada")["case"]
            line = b""
            while not line.startswith(b"data:"):
                line = stream.readline()
            self.assertEqual(len(json.loads(line[5:])["cases"]), 1)
            self.assertTrue(case)
            browser.ask("DELETE", "/api/v1/session")
            while line and not line.startswith(b"event:"):
                line = stream.readline()
            self.assertEqual(line, b"event: signed_out\n")


if __name__ == "__main__":
    program.main()
