"""Files through the page's API: byte for byte, sealed while they arrive, never held whole, shown to nobody else, and inert."""

import hashlib
import http.client
import json
import os
import pathlib
import random
import secrets
import signal
import socket
import sqlite3
import struct
import time
import urllib.parse
import zlib

import program
from canary_test import canary, found_under
from need_to_know_test import Browser
from program import FULL, Node

MEGABYTE = 1024 * 1024
MOST = 512 * MEGABYTE  # src/desk/files.h
EVIL = b"<html><script>alert('amparo-canary')</script></html>"
WORDS = (b"<script", b"amparo-canary", b"GPS-19.43", b"PK\x03\x04", b"tEXt", b"Exif", b"<svg")


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width=12, height=9, text=b""):
    rows = b"".join(b"\0" + bytes((x * 20, y * 20, 90)[c] for x in range(width) for c in range(3)) for y in range(height))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    note = chunk(b"tEXt", b"Comment\0" + text) if text else b""
    return b"\x89PNG\r\n\x1a\n" + head + note + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def segment(marker, data):
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def jpeg(*beside):
    """A grey square of eight pixels, the smallest that every decoder takes, with segments of one's own."""
    one_code = bytes([1] + [0] * 15 + [0])
    return b"\xff\xd8" + b"".join(beside) + segment(0xDB, b"\0" + b"\x01" * 64) + \
        segment(0xC0, struct.pack(">BHHBBBB", 8, 8, 8, 1, 1, 0x11, 0)) + segment(0xC4, b"\x00" + one_code) + \
        segment(0xC4, b"\x10" + one_code) + segment(0xDA, bytes((1, 1, 0, 0, 63, 0))) + b"\x3f\xff\xd9"


def zipped():
    return b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 10, 0, 0, 0, 0, 0, 0, 0, 4, 0) + b"name" + EVIL


# Name: content and whether its picture may be shown.
POLYGLOTS = {
    "plain.png": (png(), True),
    "plain.jpg": (jpeg(), True),
    "comment.jpg": (jpeg(segment(0xFE, EVIL)), True),
    "place.jpg": (jpeg(segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\0GPS-19.43")), True),
    "text.png": (png(text=EVIL), True),
    "behind.png": (png() + zipped(), True),
    "behind.jpg": (jpeg() + EVIL, True),
    "renamed.html": (jpeg(segment(0xFE, EVIL)), False),
    "page.png": (EVIL, False),
    "script.gif": (b"GIF89a/*" + b"\0" * 20 + b"*/=alert('amparo-canary')//;", False),
    "both.pdf": (b"%PDF-1.4\n" + zipped() + b"%%EOF", False),
    "drawing.svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>amparo-canary</script></svg>", False),
    "drawing.svg.png": (b"<svg onload='alert(1)'/>", False),
    "bomb.png": (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
                 + chunk(b"IDAT", zlib.compress(b"\0" * MEGABYTE)) + chunk(b"IEND", b""), True),
    "nothing": (b"", False),
}
BROKEN = {"bomb.png"}  # it says that it is a picture; nothing of it can be shown


class FilesTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.ok("demo", self.folder, "--children", "2")
        self.start()
        self.case = self.browser.ask("GET", "/api/v1/cases")[1]["rows"][0]["id"]
        self.path = f"/api/v1/cases/{self.case}/files"

    def start(self):
        self.port = program.free_port()
        self.node = Node(self.folder, "--port", str(self.port))
        self.addCleanup(self.node.stop)
        self.browser = Browser(self.port, "coordinator")

    def headers(self, browser, about, key=None, **more):
        return {"Amparo-Page": "1", "Origin": browser.origin, "Sec-Fetch-Site": "same-origin", "Cookie": browser.cookie,
                "Content-Type": "application/octet-stream", "Idempotency-Key": key or secrets.token_hex(16),
                "Amparo-File": urllib.parse.quote(json.dumps(about)), **more}

    def send(self, content, name="a.bin", field="general", browser=None, key=None, **about):
        browser = browser or self.browser
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=program.DEADLINE_S)
        about = {"field": field, "name": name, **about}
        connection.request("POST", self.path, content, self.headers(browser, about, key))
        answer = connection.getresponse()
        said = json.loads(answer.read())
        connection.close()
        return answer.status, said

    def get(self, path, browser=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=program.DEADLINE_S)
        connection.request("GET", path, headers={"Cookie": (browser or self.browser).cookie})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def listed(self, browser=None):
        status, said = (browser or self.browser).ask("GET", self.path)
        self.assertEqual(status, 200)
        return said["files"]

    def begin(self, length, sent, name="half.bin"):
        """An upload that stops halfway; the socket stays open."""
        lines = [f"POST {self.path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Content-Length: {length}"]
        lines += [f"{key}: {value}" for key, value in self.headers(self.browser, {"field": "general", "name": name}).items()]
        half = socket.create_connection(("127.0.0.1", self.port))
        half.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        if sent:
            half.sendall(sent)
        return half

    def stored(self):
        """Files in the folder, finished or not: what is in the database beside the ledger."""
        with sqlite3.connect(f"file:{self.folder}/files.db?mode=ro", uri=True) as database:
            return database.execute("SELECT count(*) FROM file").fetchone()[0]

    def memory(self):
        status = pathlib.Path(f"/proc/{self.node.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) * 1024

    def wait_for(self, what):
        for _ in range(600):
            if what():
                return
            time.sleep(0.05)
        self.fail("it did not come about")

    def test_byte_for_byte(self):
        content = random.Random(3).randbytes(3 * MEGABYTE + 17)
        key = secrets.token_hex(16)
        status, kept = self.send(content, "Ácta «1».pdf", key=key, kind="other", description="inventado")
        self.assertEqual(status, 201, kept)
        self.assertEqual(kept["sha256"], hashlib.sha256(content).hexdigest())
        self.assertEqual((kept["bytes"], kept["media"], kept["part"]), (len(content), "", "ops"))
        answer, body = self.get(f"{self.path}/{kept['id']}")
        self.assertEqual((answer.status, body), (200, content))
        self.assertIn(urllib.parse.quote("Ácta «1».pdf"), answer.headers["Content-Disposition"])
        # The same again, as after an answer that got lost.
        self.assertEqual(self.send(content, "Ácta «1».pdf", key=key, kind="other", description="inventado"), (201, kept))
        self.assertEqual([one["id"] for one in self.listed()], [kept["id"]])
        self.assertEqual(self.stored(), 1)
        auditor = Browser(self.port, "auditor")
        self.assertEqual(len(auditor.ask("GET", "/api/v1/audit?action=read_file")[1]["rows"]), 1)
        self.node.stop()
        self.verified()

    def test_polyglots(self):
        for name, (content, shows) in POLYGLOTS.items():
            with self.subTest(name):
                status, kept = self.send(content, name)
                self.assertEqual(status, 201, kept)
                self.assertEqual(kept["has_copy"], shows)
                answer, body = self.get(f"{self.path}/{kept['id']}")
                self.assertEqual(body, content)
                self.assertEqual(answer.headers["Content-Type"], "application/octet-stream")
                self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment;"))
                self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
                self.assertTrue(answer.headers["Content-Security-Policy"].startswith("sandbox"))
                answer, copy = self.get(f"{self.path}/{kept['id']}/copy")
                if not shows or name in BROKEN:
                    self.assertEqual(answer.status, 422, copy)
                    continue
                self.assertEqual(answer.status, 200, copy)
                self.assertEqual(answer.headers["Content-Type"], "image/png" if name.endswith("png") else "image/jpeg")
                self.assertIn(copy[:3], (b"\xff\xd8\xff", b"\x89PN"))
                self.assertEqual([word for word in WORDS if word in copy], [])
        # The control: the words are there to be found.
        self.assertTrue(all(any(word in content for content, _ in POLYGLOTS.values()) for word in WORDS))

    def test_too_large(self):
        before = self.memory()
        half = self.begin(2 * 1024 * MEGABYTE, b"")
        said = half.recv(65536).decode()  # before a byte of the body went
        half.close()
        self.assertTrue(said.startswith("HTTP/1.1 413"), said)
        self.assertIn("application/problem+json", said)
        self.assertIn('"code":"too_large"', said)
        self.assertEqual((self.listed(), self.stored()), ([], 0))
        # What is allowed is not held in memory either.
        piece = os.urandom(MEGABYTE)
        size = (500 if FULL else 64) * MEGABYTE
        status, kept = self.send((piece for _ in range(size // MEGABYTE)), "big.bin")
        self.assertEqual((status, kept.get("bytes")), (201, size), kept)
        self.assertLess(self.memory() - before, 40 * MEGABYTE)
        if FULL:
            try:  # it lies about its length
                status, said = self.send((piece for _ in range(MOST // MEGABYTE + 1)), "bigger.bin")
                self.assertEqual((status, said["code"]), (413, "too_large"))
            except ConnectionError:
                pass
            self.wait_for(lambda: self.stored() == 1)

    def test_cut_off(self):
        half = self.begin(10 * MEGABYTE, b"x" * (4 * MEGABYTE))
        self.wait_for(lambda: self.stored() == 1)  # a part of it is there, sealed
        self.assertEqual(self.listed(), [])
        half.close()
        self.wait_for(lambda: self.stored() == 0)
        self.assertEqual(self.listed(), [])

    def test_killed(self):
        word = canary(random.Random(5))
        half = self.begin(10 * MEGABYTE, (word.encode() + b" ") * (4 * MEGABYTE // (len(word) + 1)))
        self.wait_for(lambda: self.stored() == 1)
        self.node.kill()
        half.close()
        self.assertEqual(found_under(self.folder), set())
        self.start()
        self.assertEqual((self.listed(), self.stored()), ([], 0))
        self.assertEqual(self.send(b"again")[0], 201)
        self.node.stop()
        self.verified()

    def test_canary(self):
        words = [canary(random.Random(n)) for n in range(4)]
        content = (words[0].encode() + words[1].encode("utf-16-le")) * 40_000
        status, kept = self.send(content, words[2], description=words[3])
        self.assertEqual(status, 201)
        status, picture = self.send(png(text=words[0].encode()), words[2] + ".png")
        self.assertEqual(self.get(f"{self.path}/{picture['id']}/copy")[0].status, 200)
        self.assertEqual(self.get(f"{self.path}/{kept['id']}")[1], content)
        self.assertEqual(found_under(self.folder), set())
        self.node.end(signal.SIGKILL)
        self.assertEqual(found_under(self.folder), set())
        self.assertNotIn(words[0], (self.node.out + self.node.err).decode())

    def test_need_to_know(self):
        health = Browser(self.port, "health")
        status, kept = self.send(png(), "estudio.png", "medical", health, kind="medical")
        self.assertEqual((status, kept["part"]), (201, "medical"))
        self.assertEqual([one["name"] for one in self.listed(health)], ["estudio.png"])
        nothing = f"{self.path}/{'0' * 32}"
        for role in ("intake", "coordinator", "lawyer"):
            browser = Browser(self.port, role)
            before = self.browser.ask("GET", f"/api/v1/cases/{self.case}")[1]["row"]
            self.assertEqual(self.listed(browser), [], role)
            for path in ("", "/copy"):
                answer, said = self.get(f"{self.path}/{kept['id']}{path}", browser)
                other, unknown = self.get(f"{nothing}{path}", browser)
                self.assertEqual((answer.status, said), (404, unknown), role)
                self.assertEqual(other.status, 404)
            self.assertEqual(self.send(b"x", "x", "medical", browser)[0], 404, role)
            self.assertEqual(self.browser.ask("GET", f"/api/v1/cases/{self.case}")[1]["row"], before)
            self.assertNotIn("estudio", json.dumps(browser.ask("GET", f"/api/v1/cases/{self.case}/history")[1]))
        analyst = Browser(self.port, "analyst")
        self.assertEqual(analyst.ask("GET", self.path)[0], 404)
        self.assertEqual(self.send(b"x", browser=analyst)[0], 404)
        self.assertEqual(self.stored(), 1)

    def test_document(self):
        """One case file taken out: as much as each role opens, the same bytes each time, on record."""
        path = f"/api/v1/cases/{self.case}"
        wish = {"type": "wish", "fields": {"words": "Palabras inventadas"}}
        self.assertEqual(self.browser.ask("POST", f"{path}/records", wish)[0], 201)
        answer, first = self.get(f"{path}/export")
        self.assertEqual(answer.status, 200)
        self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment;"))
        self.assertEqual(self.get(f"{path}/export")[1], first)
        document = json.loads(first)
        self.assertEqual(document["case"], self.case)
        self.assertIn("Palabras inventadas", first.decode())
        shown = {one["id"] for one in self.browser.ask("GET", path)[1]["records"]}
        self.assertLessEqual(shown, {one["id"] for one in document["records"]})
        self.assertNotIn("Palabras inventadas", self.get(f"{path}/export", Browser(self.port, "intake"))[1].decode())
        self.assertEqual(self.get(f"{path}/export", Browser(self.port, "analyst"))[0].status, 404)
        self.assertEqual(self.browser.ask("POST", f"{path}/prints")[0], 204)
        auditor = Browser(self.port, "auditor")
        for action, times in (("export", 3), ("print", 1)):
            self.assertEqual(len(auditor.ask("GET", f"/api/v1/audit?action={action}")[1]["rows"]), times, action)
        self.node.stop()
        self.start()
        self.assertEqual(self.get(f"{path}/export")[1], first)  # also after a restart


if __name__ == "__main__":
    program.main()
