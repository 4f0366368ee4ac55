"""A grant on the page's API: the other role sees exactly the parts that were given, read only, until it is taken back."""

import json
import time

import program
from need_to_know_test import Browser
from program import Node

DAY_MS = 24 * 60 * 60 * 1000
SAID = "Quiero ir a la escuela, dicho por alguien inventado."


class SharingTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.ok("demo", self.folder, "--children", "2")
        port = program.free_port()
        node = Node(self.folder, "--port", str(port))
        self.addCleanup(node.stop)
        self.port = port
        self.giver = Browser(port, "coordinator")
        status, made = self.giver.ask("POST", "/api/v1/cases", {"name": "Niña Inventada"})
        self.assertEqual(status, 201)
        self.case = f"/api/v1/cases/{made['id']}"
        self.wish = self.write("wish", {"words": SAID})
        self.write("separation_status", {"status": "unaccompanied"})

    def write(self, kind, fields):
        status, record = self.giver.ask("POST", f"{self.case}/records", {"type": kind, "fields": fields})
        self.assertEqual(status, 201, record)
        return record["id"]

    def grant(self, **other):
        return {"basis": "consent", "purpose": "health_care", "parts": ["wishes"], "recipient_class": "health",
                "recipient": "hugo", "until_ms": int(time.time() * 1000) + 5 * DAY_MS, "capacity": "child_consent",
                "words": "Sí, que lo lea él.", "language": "spa", "method": "spoken", **other}

    def seen(self, role):
        """What a role reads of the case file: its record types, the raw text, the tags of its line in the list."""
        browser = Browser(self.port, role)
        status, file = browser.ask("GET", self.case)
        self.assertEqual(status, 200, role)
        history = browser.ask("GET", f"{self.case}/history")[1]
        text = json.dumps([file, history], ensure_ascii=False)
        rows = browser.ask("GET", "/api/v1/cases")[1]["rows"]
        row = next(row for row in rows if row["id"] == file["row"]["id"])
        tags = [tag["text"]["es"] for tag in row["tags"]]
        return browser, {record["type"] for record in file["records"]}, text, tags

    def test_given_seen_withdrawn_gone(self):
        browser, types, text, tags = self.seen("health")
        self.assertNotIn("wish", types)
        self.assertNotIn("wish", browser.types)
        self.assertNotIn(SAID, text)
        before = types

        status, sharing = self.giver.ask("POST", f"{self.case}/grants", self.grant())
        self.assertEqual(status, 201, sharing)
        grant = sharing["grants"][0]
        self.assertEqual((grant["why"], grant["recipient"], grant["parts"], grant["pending"]), ("", "hugo", ["wishes"], []))
        wishes = next(part for part in sharing["parts"] if part["part"] == "wishes")
        self.assertIn(self.wish, [seen["record_id"] for seen in wishes["records"]], "the preview names what will be seen")

        browser, types, text, tags = self.seen("health")
        # The consent itself stands in `control`, which every team at work on the case file reads.
        self.assertEqual(types - before, {"wish", "consent"}, "exactly what was given, and nothing else")
        self.assertIn(SAID, text)
        self.assertTrue(any(tag.startswith("Compartido contigo") for tag in tags), tags)
        # Somebody it was not given to sees nothing more: the negative control of the whole test.
        _, intake, other, tags = self.seen("intake")
        self.assertNotIn("wish", intake)
        self.assertNotIn(SAID, other)
        self.assertFalse(any(tag.startswith("Compartido contigo") for tag in tags), tags)

        # Reading is all it gives.
        self.assertFalse(browser.types["wish"]["may_write"])
        self.assertFalse(any(field["may_write"] for field in browser.types["wish"]["fields"]))
        status, _ = browser.ask("POST", f"{self.case}/records", {"type": "wish", "fields": {"words": "No es suyo."}})
        self.assertEqual(status, 404)
        file = browser.ask("GET", self.case)[1]
        version = next(record["version"] for record in file["records"] if record["id"] == self.wish)
        status, _ = browser.ask("PATCH", f"{self.case}/records/{self.wish}", {"fields": {"words": "x"}}, version)
        self.assertEqual(status, 404)
        self.assertTrue(any(one["who"] == "hugo" and one.get("until_ms") for one in file["access"]), file["access"])

        status, sharing = self.giver.ask("POST", f"{self.case}/grants/{grant['id']}/withdraw",
                                         {"whole_consent": True, "words": "Ya no quiero."})
        self.assertEqual(status, 200, sharing)
        self.assertEqual(sharing["grants"][0]["why"], "withdrawn")
        browser, types, text, tags = self.seen("health")
        self.assertEqual(types, before | {"consent"})
        self.assertNotIn("wish", browser.types)
        self.assertNotIn(SAID, text)
        self.assertFalse(any(tag.startswith("Compartido contigo") for tag in tags), tags)

    def test_what_would_not_hold_is_refused_and_nothing_is_written(self):
        for change, why in (({"until_ms": 1}, "expired"),
                            ({"until_ms": int(time.time() * 1000) + 900 * DAY_MS}, "too_long"),
                            ({"basis": "vital_interest", "reason": "Peligro"}, "recipient_beyond_basis"),
                            ({"parts": []}, "no_parts"),
                            ({"parts": ["counsel"]}, "counsel_is_privileged")):
            if change.get("basis"):
                change["recipient_class"] = "court"
            status, said = self.giver.ask("POST", f"{self.case}/grants", self.grant(**change))
            self.assertEqual((status, said["code"]), (404, "not_granted"), said)
            self.assertEqual(said["details"]["why"], why)
        for change, status in (({"recipient": "nadie"}, 404), ({"parts": ["inventada"]}, 422)):
            self.assertEqual(self.giver.ask("POST", f"{self.case}/grants", self.grant(**change))[0], status, change)
        self.assertEqual(self.giver.ask("GET", f"{self.case}/sharing")[1]["grants"], [])

    def test_who_may_not_give_is_not_offered_it_and_refused(self):
        intake = Browser(self.port, "intake")
        self.assertFalse(intake.ask("GET", f"{self.case}/sharing")[1]["may_give"])
        self.assertEqual(intake.ask("POST", f"{self.case}/grants", self.grant())[0], 404)
        self.assertEqual(Browser(self.port, "auditor").ask("GET", f"{self.case}/sharing")[0], 404)
        self.assertEqual(self.giver.ask("GET", f"{self.case}/sharing")[1]["grants"], [])


if __name__ == "__main__":
    program.main()
