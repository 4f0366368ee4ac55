"""Bad input: each gives one clear sentence, a documented exit code and a name for programs, and nothing is lost."""

import datetime
import os
import pathlib
import shutil
import sqlite3
import subprocess
import unittest

import program
from program import FOUNDER, Node, run

DATABASES = ("ledger.db", "files.db", "keys.db")


class BadInputTest(program.ProgramTest):
    """One organisation with a case file. Whatever is tried on it, its ledger stays as it was."""

    def setUp(self):
        super().setUp()
        self.cards = self.found()
        self.case = self.new_case(FOUNDER, "--name", "Niña Inventada")["case"]
        self.digest = self.verified()

    def unchanged(self):
        self.assertEqual(self.verified(), self.digest)

    def copy(self):
        """The folder as it lies on disk, to be damaged."""
        path = self.temp / "damaged"
        shutil.copytree(self.folder, path)
        return path

    def verify(self, folder):
        return ("ledger", "verify", "--dir", folder)

    def test_people(self):
        self.refused("wrong_passphrase", 3, *self.by(FOUNDER, "case", "list", passphrase="esta no es la frase"))
        self.refused("wrong_passphrase", 3, *self.by("nadie", "case", "list"))
        self.refused("not_found", 1, *self.by(FOUNDER, "user", "disable", "nadie"))
        add = (*self.by(FOUNDER, "user", "add", "nueva"), "--new-passphrase-file", self.secret())
        self.refused("unknown_role", 2, *add, "--role", "reina")
        self.refused("weak_passphrase", 2, *self.by(FOUNDER, "user", "add", "nueva"), "--role", "intake",
                     "--new-passphrase-file", self.secret("corta"))
        self.refused("bad_user_name", 2, *self.by(FOUNDER, "user", "add", "Señora Ñ"), "--role", "intake",
                     "--new-passphrase-file", self.secret())
        self.refused("name_taken", 1, *self.by(FOUNDER, "user", "add", FOUNDER), "--role", "intake",
                     "--new-passphrase-file", self.secret())
        self.refused("unreadable_file", 4, "case", "list", "--dir", self.folder, "--as", FOUNDER,
                     "--passphrase-file", self.temp / "none")
        self.assertEqual(len(self.ok(*self.by(FOUNDER, "user", "list"))["people"]), 1)
        self.verified()  # failed log-ins are audited, so the digest has moved on

    def test_wrong_folder(self):
        empty, foreign = self.temp / "empty", self.temp / "foreign"
        for path in (empty, foreign):
            path.mkdir()
        (foreign / "notes.txt").write_text("not Amparo's\n")
        self.refused("folder_missing", 4, *self.verify(empty))
        self.refused("folder_missing", 4, *self.verify(foreign))
        self.refused("folder_missing", 4, *self.verify(self.temp / "nowhere"))
        for path in (foreign, self.folder):
            self.refused("folder_exists", 4, "init", path, "--organisation", "Otra", "--user", "otra",
                         "--new-passphrase-file", self.secret())
        self.assertEqual(sorted(path.name for path in foreign.iterdir()), ["notes.txt"])
        self.assertEqual(list(empty.iterdir()), [])
        self.assertFalse((self.temp / "nowhere").exists())
        self.unchanged()

    def test_second_process(self):
        with Node(self.folder):
            second = run("node", self.folder)
            self.assertEqual(second.code, 5, second.err)
            self.assertEqual(len(second.err.strip().splitlines()), 1)
            self.assertEqual(self.verified(), self.digest)  # through the first, which still answers
            (self.folder / "node.sock").unlink()
            self.refused("folder_busy", 5, *self.verify(self.folder))
        self.unchanged()

    def test_newer_format(self):
        for database in DATABASES:
            with self.subTest(database):
                folder = self.copy()
                with sqlite3.connect(folder / database) as db:
                    db.execute("PRAGMA user_version = 99")
                db.close()
                self.assertEqual(self.refused("format_newer", 4, *self.verify(folder))["details"]["format"], "99")
                shutil.rmtree(folder)
        self.unchanged()

    def test_foreign_database(self):
        for database in DATABASES:
            with self.subTest(database):
                folder = self.copy()
                for path in folder.glob(database + "*"):
                    path.unlink()
                with sqlite3.connect(folder / database) as db:
                    db.execute("CREATE TABLE other (x)")
                db.close()
                self.refused("folder_foreign", 4, *self.verify(folder))
                (folder / database).write_text("No es una base de datos. " * 200)
                self.refused("folder_foreign", 4, *self.verify(folder))
                shutil.rmtree(folder)
        self.unchanged()

    def test_truncated_database(self):
        for database in ("ledger.db", "keys.db"):
            with self.subTest(database):
                folder = self.copy()
                os.truncate(folder / database, (folder / database).stat().st_size // 2)
                said = run(*self.verify(folder), "--json")
                self.assertIn(said.code, (4, 6), said.out + said.err)
                self.assertIn(said.refused, ("store_damaged", "folder_foreign"), said.out)
                self.refused(said.refused, said.code, *self.verify(folder))
                shutil.rmtree(folder)
        self.unchanged()

    def test_node_key(self):
        folder = self.copy()
        (folder / "node.key").unlink()
        self.refused("node_key_missing", 4, *self.verify(folder))
        (folder / "node.key").write_bytes(b"short")
        self.refused("folder_foreign", 4, *self.verify(folder))
        (folder / "node.key").write_bytes(bytes(32))
        self.refused("roster_invalid", 6, *self.verify(folder))
        self.unchanged()

    def test_records(self):
        def write(*words):
            return self.by(FOUNDER, "record", "set", self.case, *words)

        self.refused("unknown_record_type", 1, *write("dragon", "color=verde"))
        self.refused("unknown_field", 1, *write("note", "wings=2"))
        self.refused("unknown_field", 1, *write("note", "no assignment"))
        self.refused("no_such_day", 2, *write("person", "birth_date=31/02/2010"))
        self.refused("bad_value", 1, *write("assessment", "score=muchos"))
        self.refused("bad_value", 1, *write("task", "state=inventado"))
        self.refused("not_found", 1, *write("note/" + "0" * 32, "text=nada"))
        self.refused("no_such_day", 2, *self.by(FOUNDER, "case", "new", "--name", "Otra", "--birth", "31/02/2010"))
        self.refused("not_found", 1, *self.by(FOUNDER, "case", "show", "AMP-2222-2222"))
        self.refused("bad_hex", 2, *self.by(FOUNDER, "case", "list", "--page", "xyz"))
        self.assertEqual(len(self.ok(*self.by(FOUNDER, "case", "list"))["cases"]), 1)
        self.verified()  # refusals to read are audited, so the digest has moved on

    def test_calls(self):
        for words in (("fly",), ("case", "fly"), ("case", "list", "--wings"), (), ("case",), ("case", "show"),
                      ("restore", self.temp / "x")):
            self.refused("bad_call", 2, *words)
        for lang in ("es", "en"):
            self.assertEqual(run("--help", lang=lang).code, 0)
            self.assertEqual(run("case", "new", "--help", lang=lang).code, 0)
        self.assertNotEqual(run("--help", lang="es").out, run("--help", lang="en").out)
        self.unchanged()

    def test_backup(self):
        copy = self.temp / "copy"
        self.ok(*self.by(FOUNDER, "backup", "--to", copy))
        self.refused("folder_exists", 4, *self.by(FOUNDER, "backup", "--to", copy))
        with open(copy / "ledger.db", "r+b") as file:
            file.truncate(5000)
        target = self.temp / "restored"
        reply = run("restore", target, "--from", copy, "--json")
        self.assertIn(reply.code, (4, 6), reply.out + reply.err)
        self.refused(reply.refused, reply.code, "restore", target, "--from", copy)
        self.refused("node_key_missing", 4, "restore", target, "--from", self.temp / "nowhere")
        self.assertFalse(target.exists())
        self.verified()

    def test_unsound_backup(self):
        """A whole database whose content is not what was signed."""
        copy, target = self.temp / "copy", self.temp / "restored"
        self.ok(*self.by(FOUNDER, "backup", "--to", copy))
        with sqlite3.connect(copy / "ledger.db") as db:
            db.execute("UPDATE entry SET sig = zeroblob(64) WHERE id = 2")
        db.close()
        self.refused("backup_unsound", 6, "restore", target, "--from", copy)
        self.assertFalse(target.exists())
        self.verified()

    def shim(self, **settings):
        return {"LD_PRELOAD": program.SHIM, **settings}

    def test_no_entropy(self):
        none = self.shim(AMPARO_SHIM_NO_ENTROPY="1")
        other = self.temp / "other"
        self.refused("no_entropy", 7, "init", other, "--organisation", "Otra", "--user", "otra",
                     "--new-passphrase-file", self.secret(), env=none)
        self.assertFalse(other.exists())
        self.refused("no_entropy", 7, *self.by(FOUNDER, "case", "new", "--name", "No se guarda"), env=none)
        self.unchanged()
        # The control: the shim alone refuses nothing.
        self.assertEqual(run(*self.by(FOUNDER, "case", "new", "--name", "Se guarda"), env=self.shim()).code, 0)

    def test_a_clock_ten_years_off(self):
        ten_years = 10 * 365 * 24 * 3600
        new = self.by(FOUNDER, "case", "new", "--name", "No se guarda")
        for seconds, code in ((-ten_years, "clock_behind"), (ten_years, "clock_ahead")):
            off = self.shim(AMPARO_SHIM_CLOCK_S=str(seconds))
            self.refused(code, 8, *new, env=off)
            self.assertEqual(self.ok("ledger", "stats", "--dir", self.folder)["digest"], self.digest)
        wrong = self.temp / "wrong"
        self.refused("clock_behind", 8, "init", wrong, "--organisation", "Otra", "--user", "otra",
                     "--new-passphrase-file", self.secret(), env=self.shim(AMPARO_SHIM_CLOCK_S=str(-ten_years)))
        self.assertFalse(wrong.exists())
        self.unchanged()
        self.new_case(FOUNDER, "--name", "Con el reloj en hora")
        # A node that rested for ten years writes again once a person says the date.
        ahead = self.shim(AMPARO_SHIM_CLOCK_S=str(ten_years))
        today = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=ten_years)).date().isoformat()
        confirm = ("clock", "confirm", "--dir", self.folder, "--date")
        self.refused("bad_date", 1, *confirm, "2001-01-01", env=ahead)
        self.assertEqual(run(*confirm, today, env=ahead).code, 0)
        self.assertEqual(run(*new, env=ahead).code, 0)
        self.verified()

    def test_catalogue_with_unknown_field(self):
        source = pathlib.Path(__file__).resolve().parents[2] / "catalogue"
        changed = self.temp / "catalogue"
        shutil.copytree(source, changed)
        record = changed / "records" / "identity.yaml"
        record.write_text(record.read_text().replace("kind: person_name", "kind: person_name, wings: 2", 1))
        done = subprocess.run([program.PACK_TOOL, "--catalogue", changed, "--out", self.temp / "out.pack"],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("wings", done.stdout + done.stderr)
        self.assertFalse((self.temp / "out.pack").exists())


@unittest.skipUnless(os.geteuid() == 0, "mounting a small disk needs root")
class DiskTest(program.ProgramTest):
    """A disk that is full or cannot be written."""

    def setUp(self):
        super().setUp()
        self.disk = self.temp / "disk"
        self.disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", self.disk], capture_output=True,
                                 check=False)
        if mounted.returncode != 0:
            self.skipTest("this machine does not let a test mount a small disk")
        self.addCleanup(subprocess.run, ["umount", "-l", self.disk], check=False)
        self.folder = self.disk / "org"

    def remount(self, how):
        subprocess.run(["mount", "-o", f"remount,{how}", self.disk], check=True)

    def test_full(self):
        self.found()
        made = [self.new_case(FOUNDER, "--name", f"Niña {i}")["case"] for i in range(3)]
        with open(self.disk / "ballast", "wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(bytes(4096))
            except OSError:
                pass
        self.refused("disk_full", 7, *self.by(FOUNDER, "case", "new", "--name", "No cabe " + "x" * 900))
        (self.disk / "ballast").unlink()
        self.verified()
        self.assertTrue(set(made) <= {line["case"] for line in self.ok(*self.by(FOUNDER, "case", "list"))["cases"]})
        self.new_case(FOUNDER, "--name", "Ahora sí")

    def test_no_room_to_begin(self):
        self.remount("size=128k")
        self.refused("disk_full", 7, "init", self.folder, "--organisation", "Casa", "--user", FOUNDER,
                     "--new-passphrase-file", self.secret())
        self.assertFalse(self.folder.exists())

    def test_read_only(self):
        self.found()
        digest = self.verified()
        self.remount("ro")
        self.refused("disk_read_only", 7, *self.by(FOUNDER, "case", "new", "--name", "No se guarda"))
        self.remount("rw")
        self.assertEqual(self.verified(), digest)


if __name__ == "__main__":
    program.main()
