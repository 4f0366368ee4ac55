"""The life of an organisation, from its founding to the erasure of a case file, through the program alone."""

import json

import program
from program import FOUNDER, Node

ROLES = ("intake", "social_worker", "lawyer", "health", "psychosocial", "monitor", "analyst", "auditor", "coordinator")
NEW_PASSPHRASE = "otra frase distinta y larga"


def records(document, kind):
    """The fields of each record of a kind, whatever compartments they stand in."""
    found = {}
    for record in document["records"]:
        if record["type"] == kind:
            found.setdefault(record["id"], {}).update(record["fields"])
    return list(found.values())


class LifeTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.cards = self.found()
        self.assertEqual(len(self.cards), 3)

    def staff(self):
        for role in ROLES:
            self.assertEqual(self.add(role, role)["pending"], [], role)

    def show(self, user, case):
        return self.ok(*self.by(user, "case", "show", case))

    def test_roles_teams_and_need_to_know(self):
        self.staff()
        people = self.ok(*self.by(FOUNDER, "user", "list"))["people"]
        teams = {person["name"]: person["teams"] for person in people}
        self.assertEqual(set(teams), {FOUNDER, *ROLES})
        self.assertNotIn("health", teams[FOUNDER])  # a sealed team leaves the founder
        self.assertIn("health", teams["health"])
        case = self.new_case("intake", "--name", "Marisol Xicoténcatl", "--birth", "2010-12-31")["case"]
        self.ok(*self.by("health", "record", "set", case, "note", "medical=alergia inventada"))

        shown = records(self.show("health", case), "note")
        self.assertEqual(shown[0]["medical"], ["alergia inventada"])
        for user in ("social_worker", "lawyer", FOUNDER):
            self.assertNotIn("alergia inventada", json.dumps(self.show(user, case), ensure_ascii=False), user)
        # Neither the right nor the key: the case file reads as if it were not there.
        for user in ("auditor", "analyst"):
            self.refused("not_found", 1, *self.by(user, "case", "show", case))
        self.refused("not_allowed", 1, *self.by("intake", "record", "set", case, "note", "medical=no puede"))
        self.refused("not_allowed", 1, *self.by("intake", "user", "list"))
        self.verified()

    def test_list_search_and_change(self):
        made = self.new_case(FOUNDER, "--name", "Marisol Xicoténcatl Tzoc", "--birth", "13 años")
        other = self.new_case(FOUNDER, "--name", "Wilmer Quispe", "--birth", "2009")
        found = self.ok(*self.by(FOUNDER, "case", "search", "marizol sicotencal"))["cases"]
        self.assertEqual([line["case"] for line in found][:1], [made["case"]])
        found = self.ok(*self.by(FOUNDER, "case", "search", other["number"]))["cases"]
        self.assertEqual([line["case"] for line in found], [other["case"]])
        self.assertEqual(len(self.ok(*self.by(FOUNDER, "case", "list"))["cases"]), 2)

        record = self.ok(*self.by(FOUNDER, "record", "set", made["number"], "task", "title=llamar"))["record"]
        self.ok(*self.by(FOUNDER, "record", "set", made["case"], record, "title=llamar al albergue"))
        tasks = records(self.show(FOUNDER, made["number"]), "task")
        self.assertEqual([task["title"] for task in tasks], ["llamar al albergue"])

    def test_node_keeps_keys_until_locked(self):
        self.add("worker", "social_worker")
        locked = ("--dir", self.folder, "--as", "worker", "--json")
        with Node(self.folder):
            self.refused("not_unlocked", 3, "case", "list", *locked[:-1])
            self.ok(*self.by("worker", "unlock"))
            case = self.ok("case", "new", "--name", "Yaretzi Inventada", *locked[:-1])["case"]
            self.ok("record", "set", case, "note", "text=por el nodo", *locked[:-1])
            self.assertEqual(len(self.ok("case", "search", "llaretsi", *locked[:-1])["cases"]), 1)
            self.assertEqual(self.ok("lock", "--dir", self.folder, "--as", "worker")["locked"], 1)
            self.refused("not_unlocked", 3, "case", "list", *locked[:-1])
        self.refused("no_terminal", 2, "case", "list", *locked[:-1])  # without a node a passphrase is asked for
        self.assertEqual(records(self.show("worker", case), "note")[0]["text"], ["por el nodo"])
        self.refused("no_node", 5, *self.by("worker", "unlock"))

    def test_passphrase_disable_and_recover(self):
        self.add("worker", "social_worker")
        self.add("second", "social_worker")
        case = self.new_case("worker", "--name", "Iker Inventado")["case"]
        self.ok(*self.by("worker", "user", "passphrase"), "--new-passphrase-file", self.secret(NEW_PASSPHRASE))
        self.refused("wrong_passphrase", 3, *self.by("worker", "case", "list"))
        self.ok(*self.by("worker", "case", "list", passphrase=NEW_PASSPHRASE))

        disabled = self.ok(*self.by(FOUNDER, "user", "disable", "worker"))
        self.assertIn("care", disabled["renewed"])
        self.refused("user_disabled", 3, *self.by("worker", "case", "list", passphrase=NEW_PASSPHRASE))
        self.refused("cannot_disable_self", 1, *self.by(FOUNDER, "user", "disable", FOUNDER))
        self.assertEqual(self.show("second", case)["case"], case)
        self.new_case("second", "--name", "Después Inventada")

        def recover(*cards):
            words = [word for card in cards for word in ("--card", card)]
            return ("recover", "--dir", self.folder, "--user", "second", *words,
                    "--new-passphrase-file", self.secret(NEW_PASSPHRASE))

        self.refused("bad_share", 2, *recover(self.cards[0], "palabras que no son"))
        self.refused("no_terminal", 2, *recover(self.cards[0]))
        self.ok(*recover(self.cards[0], self.cards[2]))
        self.refused("wrong_passphrase", 3, *self.by("second", "case", "show", case))
        shown = self.ok(*self.by("second", "case", "show", case, passphrase=NEW_PASSPHRASE))
        self.assertEqual(shown["case"], case)
        self.verified()

    def test_cards_of_another_organisation(self):
        others = self.found(self.temp / "other")
        self.refused("wrong_cards", 3, "recover", "--dir", self.folder, "--user", FOUNDER, "--card", others[0],
                     "--card", others[1], "--new-passphrase-file", self.secret())
        self.refused("mixed_shares", 2, "recover", "--dir", self.folder, "--user", FOUNDER, "--card", others[0],
                     "--card", self.cards[1], "--new-passphrase-file", self.secret())

    def test_backup_restore_export(self):
        cases = {self.new_case(FOUNDER, "--name", f"Niña {i} Inventada")["case"] for i in range(3)}
        copy, restored, out = self.temp / "copy", self.temp / "restored", self.temp / "export.jsonl"
        self.ok(*self.by(FOUNDER, "backup", "--to", copy))
        digest = self.verified()
        self.assertEqual(self.ok("restore", restored, "--from", copy)["digest"], digest)
        self.assertEqual(self.verified(restored), digest)
        self.ok(*self.by(FOUNDER, "ledger", "export", "--out", out, folder=restored))
        documents = [json.loads(line) for line in out.read_text().splitlines()]
        self.assertEqual({document["case"] for document in documents}, cases)
        self.assertTrue(all(records(document, "person") for document in documents))
        self.refused("file_exists", 4, *self.by(FOUNDER, "ledger", "export", "--out", out))
        self.refused("folder_exists", 4, "restore", restored, "--from", copy)

    def test_shred(self):
        name = "Xóchitl Borrada"
        made = self.new_case(FOUNDER, "--name", name)
        kept = self.new_case(FOUNDER, "--name", "Citlali Queda")["case"]
        with Node(self.folder):
            self.ok(*self.by(FOUNDER, "unlock"))
            me = ("--dir", self.folder, "--as", FOUNDER)
            self.assertEqual(len(self.ok("case", "list", *me)["cases"]), 2)
            self.refused("no_reason", 2, "case", "shred", made["case"], "--reason", "", *me)
            self.assertGreater(self.ok("case", "shred", made["case"], "--reason", "plazo cumplido", *me)["entries"], 0)
            self.assertEqual([line["case"] for line in self.ok("case", "list", *me)["cases"]], [kept])
            self.assertNotIn(name, json.dumps(self.ok("case", "search", name, *me), ensure_ascii=False))
        for case in (made["case"], made["number"]):
            self.refused("not_found", 1, *self.by(FOUNDER, "case", "show", case))
        self.assertEqual([line["case"] for line in self.ok(*self.by(FOUNDER, "case", "list"))["cases"]], [kept])
        self.assertGreater(self.ok("ledger", "stats", "--dir", self.folder)["shredded"], 0)
        self.verified()
        self.ok(*self.by(FOUNDER, "ledger", "open"))
        self.assertEqual(self.show(FOUNDER, kept)["case"], kept)


if __name__ == "__main__":
    program.main()
