"""A rule edited in a folder: tested, signed, compared over all case files, put in force without another program; and whatever
is not such a pack, or does not come from who may, changes nothing."""

import datetime
import os
import pathlib
import shutil
import subprocess

import program
from need_to_know_test import Browser
from program import DEMO_PASSPHRASE, PACK_TOOL, Node, run

LAW = pathlib.Path(__file__).resolve().parents[2] / "catalogue" / "law"
RULE = "mx.trabajo_edad_minima"  # who is under 15 and works
WRITTEN = "{lt: [{age_at: fact_date}, 15], cite: \"CPEUM 123-A-III\"}"
EDITED = "{lt: [{age_at: fact_date}, 12], cite: \"CPEUM 123-A-III\"}"
LAWYER, WORKER = "julia", "teresa"  # catalogue/demo


def years_ago(years):
    return str(datetime.date.today().replace(day=1) - datetime.timedelta(days=365 * years + 100))


class LawPackTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.ok("demo", self.folder, "--children", "3")
        self.start()
        self.lawyer = Browser(self.port, "lawyer")
        self.case, self.number = self.working_child(years_ago(13))
        self.grown, self.grown_number = self.working_child(years_ago(16))
        self.own = self.law()["ruleset"]

    def start(self):
        self.port = program.free_port()
        self.node = Node(self.folder, "--port", str(self.port))
        self.addCleanup(self.node.stop)

    def working_child(self, born):
        """A case file of which a screening is stored: in Mexico, and at work."""
        birth = {"from": born, "to": born, "approx": False}
        status, made = self.lawyer.ask("POST", "/api/v1/cases", {"name": "Niño Inventado", "birth": birth})
        self.assertEqual(status, 201, made)
        case = f"/api/v1/cases/{made['id']}"
        for atom, answer in (("location.country", "MX"), ("works", "true")):
            status, said = self.lawyer.ask("POST", f"{case}/law/answers", {"atom": atom, "answer": answer})
            self.assertEqual(status, 201, said)
        number = self.lawyer.ask("GET", case)[1]["row"]["number"]
        return made["id"], number

    def law(self, case=None):
        status, law = self.lawyer.ask("GET", f"/api/v1/cases/{case or self.case}/law")
        self.assertEqual(status, 200, law)
        return law

    def points_to(self, case=None):
        return next(one["points_to"] for one in self.law(case)["answers"] if one["rule"] == RULE)

    def demo(self, user, *words):
        return self.by(user, *words, passphrase=DEMO_PASSPHRASE)

    def edited(self, name="edited", with_tests=True):
        """The catalogue's law with another age in one rule, and its tests with it."""
        folder = self.temp / name
        shutil.copytree(LAW, folder)
        rules = folder / "mexico" / "rules-services.yaml"
        text = rules.read_text()
        self.assertEqual(text.count(WRITTEN), 1)
        rules.write_text(text.replace(WRITTEN, EDITED))
        if not with_tests:
            return folder
        tests = folder / "tests" / "mexico" / "rules-services.yaml"
        text = tests.read_text()
        head, tail = text.split(f"test: {RULE}\n")
        once = "  - {name: \"con 16 años\", "
        self.assertIn(once, tail)
        thirteen = "  - {name: \"con 13 años\", set: {child.birth_date: \"2013-05-02\"}, outcome: not_indicated, falsified_by: child.birth_date}\n"
        tests.write_text(head + f"test: {RULE}\n" + tail.replace(once, thirteen + once, 1))
        return folder

    def packed(self, user=LAWYER, folder=None, name="law.pack"):
        out = self.temp / name
        self.ok(*self.demo(user, "law", "pack", "--from", folder or self.edited(), "--out", out))
        return out

    def adopt(self, user, file, reason="Así lo leyó la abogada inventada"):
        return self.demo(user, "law", "adopt", "--file", file, "--reason", reason)

    def unchanged(self):
        self.assertEqual(self.law()["ruleset"], self.own)
        self.assertEqual(self.points_to(), "indicated")

    def repeated(self, case):
        answer = self.ok(*self.demo(LAWYER, "law", "repeat", case))
        return [(one["law"], one["state"]) for one in answer["screenings"]]

    def test_an_edited_rule_is_tested_signed_compared_and_put_in_force(self):
        self.unchanged()
        self.assertEqual(self.points_to(self.grown), "not_indicated")
        file = self.packed()

        asked = self.ok(*self.demo(LAWYER, "law", "rescreen", "--against", file))
        self.assertGreaterEqual(asked["cases"], 5)
        changed = {one["number"]: one for one in asked["changed"]}
        self.assertIn(self.number, changed)
        self.assertNotIn(self.grown_number, changed)
        self.assertEqual([one["rule"] for one in changed[self.number]["rules"]], [RULE])
        self.unchanged()  # comparing puts nothing in force

        adopted = self.ok(*self.adopt(LAWYER, file))["hash"]
        self.assertNotEqual(adopted, self.own)
        self.assertEqual(self.law()["ruleset"], adopted)  # the node was not restarted
        self.assertEqual(self.law()["unread"], "")
        self.assertEqual(self.points_to(), "not_indicated")
        self.assertEqual(self.ok(*self.demo(LAWYER, "law", "rescreen", "--against", file))["changed"], [])

        # What was stored before is repeated with the law it names, not with the one in force.
        states = self.repeated(self.case)
        self.assertIn((self.own, "same"), states)
        status, _ = self.lawyer.ask("POST", f"/api/v1/cases/{self.grown}/law/answers", {"atom": "works", "answer": "true"})
        self.assertEqual(status, 201)
        self.assertIn((adopted, "same"), self.repeated(self.grown))

        rows = Browser(self.port, "auditor").ask("GET", "/api/v1/audit?action=law_adopt")[1]["rows"]
        self.assertEqual([(row["who"], row["reason"]) for row in rows], [(LAWYER, "Así lo leyó la abogada inventada")])

        self.node.stop()
        self.start()
        self.lawyer = Browser(self.port, "lawyer")
        self.assertEqual(self.law()["ruleset"], adopted)
        self.assertEqual(self.points_to(), "not_indicated")
        self.assertIn((self.own, "same"), self.repeated(self.case))

    def test_back_to_the_law_of_before(self):
        first = self.packed(folder=LAW, name="first.pack")
        second = self.packed()
        self.assertEqual(self.ok(*self.adopt(LAWYER, first))["hash"], self.own)  # the same law, signed
        adopted = self.ok(*self.adopt(LAWYER, second))["hash"]
        self.assertEqual(self.law()["ruleset"], adopted)
        self.ok(*self.adopt(LAWYER, first))
        self.unchanged()
        self.assertTrue(any(state == (self.own, "same") for state in self.repeated(self.case)))

    def test_a_law_that_is_not_right_is_not_packed(self):
        out = self.temp / "law.pack"
        pack = ("law", "pack", "--out", out, "--from")
        broken = self.edited("broken")
        (broken / "mexico" / "rules-services.yaml").write_text("rule: x\nkind: nothing\n")
        for folder in (broken, self.failing(), self.temp / "nowhere"):
            said = run(*self.demo(LAWYER, *pack, folder))
            self.assertEqual(said.code, 6 if folder.exists() else 4, said.out + said.err)
            self.assertRegex(said.err, r"\S")
            self.assertFalse(out.exists())
        self.assertIn("mexico/rules-services.yaml:", run(*self.demo(LAWYER, *pack, broken)).err)
        (self.temp / "bare").mkdir()
        self.refused("unreadable_file", 4, *self.demo(LAWYER, *pack, self.temp / "bare"))
        self.assertFalse(out.exists())
        self.refused("cannot_write", 7, *self.demo(LAWYER, "law", "pack", "--from", LAW, "--out", self.temp / "no" / "law.pack"))
        self.unchanged()

    def pack_tool(self, *words):
        """A pack made outside of the program, of a catalogue with nothing in it."""
        catalogue = self.temp / "catalogue"
        catalogue.mkdir(exist_ok=True)
        done = subprocess.run([PACK_TOOL, "--catalogue", catalogue, *words], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def failing(self):
        """The edit that its tests do not know."""
        folder = self.edited("failing", with_tests=False)
        rules = folder / "mexico" / "rules-services.yaml"
        rules.write_text(rules.read_text().replace("fact_date}, 12]", "fact_date}, 5]"))
        return folder

    def test_who_has_not_the_legal_role_is_refused(self):
        file = self.packed()
        for user in (WORKER, "ines"):
            self.refused("not_allowed", 1, *self.demo(user, "law", "pack", "--from", LAW, "--out", self.temp / "x.pack"))
            self.refused("not_allowed", 1, *self.demo(user, "law", "rescreen", "--against", file))
            self.refused("not_allowed", 1, *self.adopt(user, file))
        self.refused("not_allowed", 1, *self.demo(WORKER, "law", "repeat", self.case))
        self.assertFalse((self.temp / "x.pack").exists())
        self.unchanged()

    def test_a_pack_that_is_damaged_foreign_unsigned_or_of_somebody_else_changes_nothing(self):
        file = self.packed()
        good = file.read_bytes()
        seed = self.temp / "seed"
        seed.write_bytes(os.urandom(32))
        section = self.temp / "law.section"
        self.assertEqual(run("law", "compile", "--law", self.temp / "edited", section).code, 0)
        stranger, unsigned, empty, long = (self.temp / name for name in ("stranger.pack", "unsigned.pack", "empty", "long"))
        for out, extra in ((stranger, ("--key", seed)), (unsigned, ())):
            self.pack_tool("--section", f"law={section}", "--out", out, *extra)
        empty.write_bytes(b"")
        long.touch()
        os.truncate(long, 65 * 1024 * 1024)
        self.adopted_nowhere(file, stranger, unsigned, empty, long)
        bad = self.temp / "bad.pack"
        for change in (lambda b: b[:-1], lambda b: b[:200], lambda b: b + b"x", lambda b: b"GIF89a" + b[6:]):
            bad.write_bytes(change(good))
            self.refused("bad_pack", 4, *self.adopt(LAWYER, bad))
        for place in (len(good) // 2, len(good) - 1, len(good) - 80, 30):
            flipped = bytearray(good)
            flipped[place] ^= 1
            bad.write_bytes(flipped)
            said = run(*self.adopt(LAWYER, bad), "--json")
            self.assertIn((said.refused, said.code), {("bad_pack", 4), ("bad_signature", 6), ("unknown_publisher", 4)}, place)
            self.refused(said.refused, said.code, *self.demo(LAWYER, "law", "rescreen", "--against", bad))
        self.unchanged()
        self.refused("no_reason", 2, *self.adopt(LAWYER, file, reason=""))
        self.unchanged()
        self.ok(*self.adopt(LAWYER, file))  # the control: what was refused was refused for what it was

    def adopted_nowhere(self, file, stranger, unsigned, empty, long):
        for name, code, exit_code in ((stranger, "unknown_publisher", 4), (unsigned, "unsigned_pack", 4),
                                      (empty, "bad_pack", 4), (long, "too_large", 2),
                                      (self.temp / "nowhere", "unreadable_file", 4), (self.temp, "unreadable_file", 4)):
            for words in (self.adopt(LAWYER, name), self.demo(LAWYER, "law", "rescreen", "--against", name)):
                self.refused(code, exit_code, *words)
            self.unchanged()
        # Another organisation's lawyer signs for her own people only.
        other = self.temp / "other"
        self.ok("demo", other, "--children", "1")
        self.refused("unknown_publisher", 4, *self.by(LAWYER, "law", "adopt", "--file", file, "--reason", "x",
                                                      passphrase=DEMO_PASSPHRASE, folder=other))

    def test_who_left_signs_no_more_and_what_she_signed_before_holds(self):
        self.ok(*self.demo("ines", "user", "add", "nora", "--role", "lawyer"), "--new-passphrase-file",
                self.secret(DEMO_PASSPHRASE))
        file = self.packed("nora")
        later = self.packed("nora", LAW, "later.pack")
        adopted = self.ok(*self.adopt(LAWYER, file))["hash"]
        self.ok(*self.demo("ines", "user", "disable", "nora"))
        self.refused("unknown_publisher", 4, *self.adopt(LAWYER, later))
        self.assertEqual(self.law()["ruleset"], adopted)
        self.assertEqual(self.law()["unread"], "")


if __name__ == "__main__":
    program.main()
