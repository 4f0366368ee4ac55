"""No plaintext: thousands of unique words through every field that the command line can set, then none is on disk."""

import mmap
import pathlib
import random
import re
import signal
import unittest

import program
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
        # Control: what the folder holds is really there, under the keys.
        out = self.temp / "export.jsonl"
        self.ok(*self.by(FOUNDER, "ledger", "export", "--out", out))
        self.assertEqual(found_in(out), set(words))

    def test_stopped(self):
        self.run_and_end(Node.stop, CANARIES)

    def test_killed(self):
        self.run_and_end(Node.kill, CANARIES if FULL else CANARIES // 4)

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
