"""Catalogues from elsewhere: a publisher adds a record type without another program, and what it may not do is refused."""

import os
import pathlib
import shutil
import stat
import subprocess

import program
from program import FOUNDER, Node, run

SOURCE = pathlib.Path(__file__).resolve().parents[2] / "catalogue"
WORKSHOP = """---
type: workshop
number: 900
version: 1
kinds: [child]
compartment: ops
retention: child_file
label: {es: "Taller", en: "Workshop"}
fields:
  subject: {number: 1, kind: text, label: {es: "De qué", en: "Subject"}}
"""


def pack_tool(*words):
    return subprocess.run([program.PACK_TOOL, *map(str, words)], capture_output=True, text=True, timeout=60, check=False)


class CatalogueTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.found()
        self.seed = self.temp / "publisher.seed"
        made = pack_tool("--new-key", self.seed)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.key = made.stdout.strip()

    def catalogue(self, name, change):
        """A copy of the catalogue with a change, compiled and signed by the publisher."""
        folder = self.temp / name / "catalogue"
        shutil.copytree(SOURCE, folder)
        change(folder)
        return self.compiled(folder, "--key", self.seed)

    def compiled(self, folder, *words):
        file = folder.parent / "elsewhere.pack"
        done = pack_tool("--catalogue", folder, "--out", file, "--skip", "law", "--name", "elsewhere", "--version", 2,
                         "--freeze", *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return file

    def with_workshop(self, folder):
        path = folder / "records" / "casework.yaml"
        path.write_text(path.read_text() + WORKSHOP)

    def accept(self):
        self.ok(*self.by(FOUNDER, "catalogue", "accept", self.key, "--name", "Editorial inventada"))

    def load(self, file):
        return self.by(FOUNDER, "catalogue", "load", "--file", file)

    def shown(self):
        return self.ok("catalogue", "show", "--dir", self.folder)

    def test_a_new_record_type(self):
        own = self.shown()
        file = self.catalogue("workshop", self.with_workshop)
        self.assertEqual(self.refused("unknown_publisher", 4, *self.load(file))["details"]["key"], self.key)
        self.accept()
        loaded = self.ok(*self.load(file))
        self.assertEqual(loaded["record_types"], own["record_types"] + 1)
        self.assertEqual(self.shown()["hash"], loaded["hash"])
        case = self.new_case(FOUNDER, "--name", "Niña Inventada")["case"]
        self.ok(*self.by(FOUNDER, "record", "set", case, "workshop", "subject=cerámica"))
        show = self.by(FOUNDER, "case", "show", case)
        self.assertIn("cerámica", run(*show).out)
        digest = self.verified()
        # The program's own again: what was written is kept and not shown; and comes back with the pack.
        self.ok(*self.by(FOUNDER, "catalogue", "own"))
        self.assertEqual(self.shown()["hash"], own["hash"])
        self.assertNotIn("cerámica", run(*show).out)
        self.refused("unknown_record_type", 1, *self.by(FOUNDER, "record", "set", case, "workshop", "subject=x"))
        self.ok(*self.load(file))
        self.assertIn("cerámica", run(*show).out)
        self.assertNotEqual(self.verified(), digest)  # the acts are in the audit trail
        # A backup carries the catalogue along.
        backup, back = self.temp / "backup", self.temp / "back"
        self.ok(*self.by(FOUNDER, "backup", "--to", backup))
        self.ok("restore", "--from", backup, back)
        self.assertEqual(self.ok("catalogue", "show", "--dir", back)["hash"], loaded["hash"])

    def test_what_a_pack_may_not_change(self):
        self.accept()

        def replaced(name, before, after):
            def change(folder):
                path = folder / name
                text = path.read_text()
                self.assertIn(before, text)
                path.write_text(text.replace(before, after, 1))
                # As a publisher would who starts a lock file of his own.
                lock = folder / "records" / "frozen.csv"
                lock.write_text(lock.read_text().splitlines()[0] + "\n")
            return change

        changes = {
            "frozen 8/1/1": replaced("records/casework.yaml", "bed: {number: 1, kind: record", "bed: {number: 1, kind: text"),
            "policy/teams": replaced("policy/teams.yaml", "compartments: [wishes]", "compartments: [wishes, location]"),
        }
        teams = SOURCE / "policy" / "teams.yaml"
        self.assertIn("compartments: [location]", teams.read_text())
        before = self.shown()
        for why, change in changes.items():
            def whole(folder, change=change, why=why):
                change(folder)
                if why == "policy/teams":
                    path = folder / "policy" / "teams.yaml"
                    path.write_text(path.read_text().replace("compartments: [location]", "compartments: []", 1))
            file = self.catalogue(why.replace("/", "-"), whole)
            self.assertEqual(self.refused("bad_catalogue", 4, *self.load(file))["details"]["why"], why)
        self.assertEqual(self.shown(), before)

    def test_damaged_foreign_and_unsigned_files(self):
        self.accept()
        file = self.catalogue("workshop", self.with_workshop)
        whole = file.read_bytes()
        damaged = self.temp / "damaged.pack"
        for bytes_, code, exit_code in (
                (whole[:-1], "bad_pack", 4), (b"PK\x03\x04" + whole[4:], "bad_pack", 4), (b"", "bad_pack", 4),
                (whole[:8] + b"\x63" + whole[9:], "newer_pack", 4),
                (whole[:-1] + bytes([whole[-1] ^ 1]), "bad_signature", 6)):
            damaged.write_bytes(bytes_)
            self.refused(code, exit_code, *self.load(damaged))
        self.refused("unreadable_file", 4, *self.load(self.temp / "none"))
        unsigned = self.compiled(file.parent / "catalogue")
        self.refused("unsigned_pack", 4, *self.load(unsigned))
        self.refused("bad_hex", 2, *self.by(FOUNDER, "catalogue", "accept", "xyz", "--name", "Nadie"))
        self.refused("not_found", 1, *self.by(FOUNDER, "catalogue", "drop", "00" * 32))
        self.assertFalse("problem" in self.shown())

    def test_an_unknown_field_is_named_by_the_compiler(self):
        def change(folder):
            path = folder / "records" / "casework.yaml"
            path.write_text(path.read_text() + WORKSHOP.replace("kind: text,", "kind: text, colour: red,"))
        folder = self.temp / "unknown" / "catalogue"
        shutil.copytree(SOURCE, folder)
        change(folder)
        done = pack_tool("--catalogue", folder, "--out", self.temp / "x.pack", "--skip", "law", "--freeze")
        self.assertEqual(done.returncode, 1)
        self.assertIn("casework.yaml:", done.stderr)
        self.assertIn("colour", done.stderr)
        self.assertFalse((self.temp / "x.pack").exists())

    def test_a_dropped_publisher_is_told_aloud(self):
        self.accept()
        self.ok(*self.load(self.catalogue("workshop", self.with_workshop)))
        with Node(self.folder) as node:
            self.ok(*self.by(FOUNDER, "catalogue", "drop", self.key))
            self.assertFalse("problem" in self.shown(), "what is open goes on")
            self.assertIsNone(node.process.poll())
        shown = self.shown()
        self.assertEqual(shown["problem"], "unknown_publisher")
        self.assertEqual(shown["publishers"], [])
        self.assertIn("no se puede usar", run("catalogue", "show", "--dir", self.folder).out)

    def test_the_seed_is_the_owners_alone(self):
        self.assertEqual(stat.S_IMODE(os.stat(self.seed).st_mode), 0o600)
        self.assertEqual(pack_tool("--new-key", self.seed).returncode, 1, "never writes over a seed")


if __name__ == "__main__":
    program.main()
