"""No plaintext: thousands of unique words through every field that the command line can set, then none is on disk."""

import json
import mmap
import pathlib
import random
import re
import signal
import unittest

import program
from need_to_know_test import Browser
from program import FOUNDER, FULL, Node

CANARIES = 10_000
# One of these in each unique word, so that a file is searched once for all of them.
MARK = "qzxkanari"
WORD = re.compile(MARK.encode() + rb"[0-9a-f]{16}")
WORD_16 = re.compile(MARK.encode("utf-16-le") + rb"(?:[0-9a-f]\x00){16}")


def canary(chance):
    return f"{MARK}{chance.getrandbits(64):016x}"


def found_in(path):
    """The canaries in one file, in UTF-8 or UTF-16, whatever their case."""
    if not path.is_file() or path.stat().st_size == 0:
        return set()
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        lower = content[:].lower()
    plain = {hit.decode() for hit in WORD.findall(lower)}
    return plain | {hit.decode("utf-16-le") for hit in WORD_16.findall(lower)}


def found_under(folder):
    return {word for path in pathlib.Path(folder).rglob("*") for word in found_in(path)}


# What a line of the node's log may say, event by event, beside the time and the level.
LOGGED = {
    "started": set(), "stopped": set(), "command": {"exit"}, "due": {"count"}, "fault": {"code"},
    "http": {"method", "route", "status", "ms"},
}
API = (pathlib.Path(__file__).resolve().parents[2] / "docs" / "api" / "openapi.yaml").read_text()
ROUTES = set(re.findall(r"^  (/api/v1/\S+):$", API, re.MULTILINE))


def log_lines(folder):
    """The node's log, oldest file first."""
    paths = sorted((pathlib.Path(folder) / "log").glob("amparo.log*"), key=lambda path: path.name, reverse=True)
    return [json.loads(line) for path in paths for line in path.read_text().splitlines()]


def log_faults(lines):
    """Lines that say something a log must not: another event or member, a path instead of a pattern, any other text."""
    faults = []
    for line in lines:
        said = {name: value for name, value in line.items() if name not in ("at", "level", "event")}
        known = LOGGED.get(line["event"])
        texts = {name: value for name, value in said.items() if not isinstance(value, int)}
        route = texts.pop("route", None)
        method = texts.pop("method", None)
        texts.pop("code", None) if line["event"] == "fault" else None
        if (known is None or set(said) != known or texts or line["level"] not in ("info", "warning", "error")
                or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["at"])
                or (route is not None and route not in ROUTES | {"other", "page"})
                or (method is not None and not re.fullmatch(r"GET|HEAD|POST|PUT|PATCH|DELETE|other", method))):
            faults.append(line)
    return faults


# One record of each type below makes a save: every kind of field that takes typed words, in every compartment that a
# child's file has. {n} stands for n unique words.
RECORDS = {
    "note": {
        "text": "{40}", "testimony": "{40}", "testimony_language": "code:es;variant:{1}", "psychosocial": "{20}",
        "medical": "{20}", "legal": "{20}",
    },
    "task": {"title": "{30}", "outcome": "{30}", "rule": "{10}"},
    "person": {
        "role": "relative", "name": "given:{1},{1};paternal:{1};maternal:{1};nickname:{1};said:{1}",
        "other_names": "{1}", "birthplace": "locality:{1};text:{5}", "whereabouts": "text:{5}",
        "address": "municipality:{1};text:{5}", "identifiers": "system:passport;value:{1}", "birth_date": "2010",
    },
    "wish": {"words": "{40}", "how_taken_up": "{20}"},
    "assessment": {"template": "{1}", "own_words": "{30}", "override_reason": "{30}", "score": "7"},
    "plan": {"title": "{20}", "summary": "{40}"},
}


class ControlTest(unittest.TestCase):
    """The search itself: a planted word is found, in both encodings and in the middle of a file."""

    def test_planted(self):
        word = canary(random.Random(1))
        folder = pathlib.Path(self.enterContext(program.tempfile.TemporaryDirectory()))
        (folder / "in").mkdir()
        for name, encoding in (("plain", "utf-8"), ("wide", "utf-16-le")):
            path = folder / "in" / name
            path.write_bytes(b"\x00\xff" * 5000 + word.upper().encode(encoding) + b"\x00" * 99)
            self.assertEqual(found_in(path), {word})
        self.assertEqual(found_under(folder), {word})


class CanaryTest(program.ProgramTest):
    def seed(self, count):
        """Writes `count` unique words through a running node; they are in what it answers."""
        chance = random.Random(20)
        words = []

        def fresh(place):
            words.extend(canary(chance) for _ in range(int(place[1])))
            return " ".join(words[-int(place[1]):])

        me = ("--dir", self.folder, "--as", FOUNDER)
        while len(words) < count:
            case = self.ok("case", "new", "--name", fresh((None, 1)), *me)["case"]
            for kind, fields in RECORDS.items():
                values = [f"{field}=" + re.sub(r"\{(\d+)\}", fresh, form) for field, form in fields.items()]
                self.ok("record", "set", case, kind, *values, *me)
        shown = program.run("case", "show", case, *me).out
        self.assertIn(words[-1], shown)  # the words did arrive
        self.assertTrue(self.ok("case", "search", words[0], *me)["cases"])
        return words

    def check_process(self, node):
        limits = pathlib.Path(f"/proc/{node.process.pid}/limits").read_text()
        self.assertRegex(limits, r"Max core file size +0 +0 ")
        # An undumpable process belongs to root in /proc, whoever runs it; its folder is not readable by others.
        status = pathlib.Path(f"/proc/{node.process.pid}/status").read_text()
        self.assertRegex(status, r"CoreDumping:\s+0")

    def run_and_end(self, end, count):
        self.found()
        self.add("lawyer", "lawyer")
        node = Node(self.folder)
        try:
            self.ok(*self.by(FOUNDER, "unlock"))
            words = self.seed(count)
            self.check_process(node)
            copy = self.temp / "copy"
            self.ok("backup", "--to", copy, "--dir", self.folder, "--as", FOUNDER)
            self.assertEqual(found_under(self.folder), set())  # while it runs: WAL, shared memory, socket
        finally:
            end(node)
        self.assertGreaterEqual(len(set(words)), count)
        self.assertEqual(found_under(self.temp), set())
        self.assertNotRegex(node.out + node.err, WORD)
        self.assertEqual(list(self.temp.rglob("core*")), [])
        lines = log_lines(self.folder)
        self.assertEqual(lines[0]["event"], "started")
        self.assertEqual("stopped" in {line["event"] for line in lines}, end is Node.stop)
        self.assertIn("command", {line["event"] for line in lines})
        self.assertEqual(log_faults(lines), [])
        # Control: what the folder holds is really there, under the keys.
        out = self.temp / "export.jsonl"
        self.ok(*self.by(FOUNDER, "ledger", "export", "--out", out))
        self.assertEqual(found_in(out), set(words))

    def test_stopped(self):
        self.run_and_end(Node.stop, CANARIES)

    def test_killed(self):
        self.run_and_end(Node.kill, CANARIES if FULL else CANARIES // 4)

    def test_page(self):
        """Words that a browser sends, in bodies, queries, paths and log-ins: none in the folder, none in the log."""
        self.ok("demo", self.folder, "--children", "2")
        port = program.free_port()
        node = Node(self.folder, "--port", str(port))
        self.addCleanup(node.stop)
        browser = Browser(port, "coordinator")
        chance = random.Random(21)
        words = [canary(chance) for _ in range(10)]
        status, made = browser.ask("POST", "/api/v1/cases", {"name": words[0]})
        self.assertEqual(status, 201)
        case = f"/api/v1/cases/{made['id']}"
        browser.ask("POST", f"{case}/records", {"type": "wish", "fields": {"words": words[1]}})
        browser.ask("POST", f"{case}/records", {"type": words[2], "fields": {words[3]: words[4]}})
        self.assertEqual(browser.ask("GET", f"/api/v1/cases?q={words[0]}")[1]["rows"][0]["name"], words[0])
        browser.ask("GET", f"/api/v1/cases/{words[5]}")
        browser.ask("GET", f"/api/v1/{words[6]}?{words[7]}=1")
        browser.ask("PUT", f"/api/v1/drafts/{words[8]}", {"text": words[9]})
        browser.ask("POST", "/api/v1/session", {"user": words[7], "passphrase": words[6], "code": ""})
        self.assertIn(words[1], json.dumps(browser.ask("GET", case)[1]))
        self.assertEqual(found_under(self.folder), set())
        node.stop()
        self.assertEqual(found_under(self.folder), set())
        lines = log_lines(self.folder)
        self.assertEqual((lines[0]["event"], lines[-1]["event"]), ("started", "stopped"))
        asked = {line["route"] for line in lines if line["event"] == "http"}
        self.assertLessEqual({"/api/v1/cases", "/api/v1/cases/{case}", "/api/v1/cases/{case}/records"}, asked)
        self.assertEqual(log_faults(lines), [])
        # Control: a log that did say a text is caught.
        http = next(line for line in lines if line["event"] == "http")
        for change in ({"route": case}, {"name": words[0]}, {"event": words[0]}, {"method": words[0]}, {"status": words[0]}):
            self.assertEqual(len(log_faults([http | change])), 1, change)

    def test_crashed(self):
        """A process that dies of a bug leaves no core behind."""
        self.found()
        node = Node(self.folder)
        self.ok(*self.by(FOUNDER, "unlock"))
        node.end(signal.SIGSEGV)
        self.assertEqual(node.process.returncode, -signal.SIGSEGV)
        self.assertEqual([path for path in self.temp.rglob("*") if path.name.startswith("core")], [])


if __name__ == "__main__":
    program.main()
