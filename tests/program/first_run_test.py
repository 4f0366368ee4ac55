"""A node on a folder that is not there: who knows the code founds or restores, and nothing is half made."""

import http.client
import json
import os
import re
import select
import signal
import subprocess

import program
from program import BINARY, DEADLINE_S, FOUNDER, PASSPHRASE, environment

KEY = "00112233445566778899aabbccddee%02x"
ORGANISATION = {"organisation": "Casa Prueba", "user": FOUNDER, "passphrase": PASSPHRASE}


class Waiting:
    """`amparo node` on a folder without an organisation, and a browser that talks to it."""

    def __init__(self, folder, *words):
        self.process = subprocess.Popen(
            [BINARY, "node", str(folder), "--lang", "en", *(words or ("--port", "0"))], env=environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1)
        line = self.line()
        self.port = int(re.search(r"localhost:(\d+)", line)[1])
        self.code = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}", line)[0]
        self.cookie = None

    def line(self):
        ready, _, _ = select.select([self.process.stdout], [], [], DEADLINE_S)
        text = self.process.stdout.readline() if ready else ""
        if not text:
            self.process.kill()
            raise AssertionError(f"the node said nothing: {self.process.communicate()[1]}")
        return text

    def ask(self, method, path, body=None, key=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE_S)
        headers = {"Amparo-Page": "1", "Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        if self.cookie:
            headers["Cookie"] = self.cookie
        connection.request(method, "/api/v1" + path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.headers["Set-Cookie"]:
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        connection.close()
        return answer.status, json.loads(text) if text else None

    def enter(self):
        status, state = self.ask("POST", "/first-run", {"code": self.code.lower()})
        assert status == 201, (status, state)
        self.next_code = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}", self.line())[0]
        return state

    def found(self, number=1, **other):
        return self.ask("POST", "/first-run/organisation", {**ORGANISATION, **other}, KEY % number)

    @staticmethod
    def words(state):
        return [state["cards"][one["card"] - 1].split()[one["word"] - 1] for one in state["asked"]]

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.communicate(timeout=DEADLINE_S)
        return self.process.returncode


class FirstRunTest(program.ProgramTest):
    def waiting(self, *words):
        node = Waiting(self.folder, *words)
        self.addCleanup(lambda: node.process.poll() is None and node.end())
        return node

    def test_only_the_code_of_the_terminal_opens_and_only_once(self):
        node = self.waiting()
        self.assertTrue(node.ask("GET", "/start")[1]["first_run"])
        for method, path, body in (("GET", "", None), ("POST", "/organisation", ORGANISATION), ("DELETE", "/organisation", None),
                                   ("POST", "/settle", {"words": []}), ("POST", "/restore", {"from": "/"})):
            self.assertEqual(node.ask(method, "/first-run" + path, body, KEY % 1)[0], 401, path)
        self.assertEqual(node.ask("POST", "/session", {"user": FOUNDER, "passphrase": PASSPHRASE})[0], 404)
        self.assertEqual(node.ask("POST", "/first-run", {"code": "AAAA-AAAA"})[1]["code"], "bad_value")
        node.enter()
        self.assertEqual(node.ask("POST", "/first-run", {"code": node.code})[1]["code"], "bad_value")
        self.assertEqual(node.ask("POST", "/first-run", {"code": node.next_code})[0], 201)
        self.assertFalse(self.folder.exists())

    def test_guessing_has_to_wait(self):
        node = self.waiting()
        codes = [node.ask("POST", "/first-run", {"code": "AAAA-AAAA"})[1]["code"] for _ in range(12)]
        self.assertEqual(codes[:3], ["bad_value"] * 3)
        self.assertIn("too_many_tries", codes)

    def test_other_computers_are_not_offered_it(self):
        reply = program.run("node", self.folder, "--listen", "0.0.0.0", "--port", "0")
        self.assertEqual(reply.code, 4)
        self.assertFalse(self.folder.exists())

    def test_an_organisation_stands_when_its_cards_were_read_and_not_before(self):
        node = self.waiting()
        node.enter()
        self.assertEqual(node.found(passphrase="corta")[1]["code"], "weak_passphrase")
        self.assertEqual(node.found(user="Con Espacio")[1]["code"], "bad_user_name")
        self.assertEqual(node.found(organisation="  ")[1]["details"]["field"], "organisation")
        status, first = node.found()
        self.assertEqual((status, first["stage"], len(first["cards"])), (201, "cards", 3))
        self.assertEqual(len({one["card"] for one in first["asked"]}), 2)
        self.assertEqual(node.found()[1], first, "a second click makes another")
        self.assertEqual(node.ask("GET", "/first-run")[1], first, "a page loaded again shows other cards")
        self.assertFalse(self.folder.exists())
        swapped = node.words(first)[::-1]
        self.assertEqual(node.ask("POST", "/first-run/settle", {"words": swapped})[1]["code"], "bad_share")
        self.assertEqual(node.ask("POST", "/first-run/settle", {"words": []})[1]["code"], "bad_share")
        second = node.found(2)[1]
        self.assertNotEqual(second["cards"], first["cards"])
        self.assertEqual(node.ask("POST", "/first-run/settle", {"words": node.words(first)})[1]["code"], "bad_share")
        self.assertFalse(self.folder.exists())
        status, made = node.ask("POST", "/first-run/settle", {"words": [word.upper() for word in node.words(second)]})
        self.assertEqual((status, made["stage"], made["cards"]), (200, "made", []))
        self.assertIn(f":{node.port}", node.line(), "the node goes on at another address")
        self.assertFalse(node.ask("GET", "/start")[1]["first_run"])
        self.assertEqual(node.ask("GET", "/first-run")[0], 401)
        self.assertEqual(node.ask("POST", "/session", {"user": FOUNDER, "passphrase": PASSPHRASE})[0], 201)
        self.assertEqual(node.ask("GET", "/first-run")[0], 404)
        self.assertEqual(node.end(), 0)
        self.assertFalse(self.folder.with_name("org.making").exists())
        self.ok("recover", "--dir", self.folder, "--user", FOUNDER, "--card", second["cards"][0], "--card", second["cards"][2],
                "--new-passphrase-file", self.secret("otra frase bastante larga"))
        self.ok("ledger", "verify", "--dir", self.folder)

    def test_a_cut_in_the_middle_leaves_nothing_under_the_name(self):
        for number in range(3):
            node = self.waiting()
            node.enter()
            cards = node.found(number)[1]["cards"]
            node.end(signal.SIGKILL)
            self.assertFalse(self.folder.exists())
        node = self.waiting()
        self.assertEqual(node.enter()["stage"], "new")
        state = node.found(9)[1]
        self.assertNotEqual(state["cards"], cards)
        self.assertEqual(node.ask("DELETE", "/first-run/organisation")[0], 204)
        self.assertEqual(node.ask("GET", "/first-run")[1]["stage"], "new")
        self.assertFalse(self.folder.with_name("org.making").exists())
        state = node.found(10)[1]
        self.assertEqual(node.ask("POST", "/first-run/settle", {"words": node.words(state)})[0], 200)
        node.line()
        node.end()
        self.ok("ledger", "verify", "--dir", self.folder)

    def test_a_backup_is_checked_before_it_counts(self):
        source = self.temp / "source"
        self.found(source)
        copy = self.temp / "copy"
        self.ok(*self.by(FOUNDER, "backup", "--to", copy, folder=source))
        node = self.waiting()
        node.enter()
        self.assertEqual(node.ask("POST", "/first-run/restore", {"from": str(self.temp / "nowhere")})[0], 422)
        damaged = self.temp / "damaged"
        subprocess.run(["cp", "-r", copy, damaged], check=True)
        ledger = damaged / "ledger.db"
        bytes_ = bytearray(ledger.read_bytes())
        at = len(bytes_) // 2
        bytes_[at:at + 4096] = os.urandom(4096)
        ledger.write_bytes(bytes_)
        self.assertEqual(node.ask("POST", "/first-run/restore", {"from": str(damaged)})[0], 422)
        self.assertFalse(self.folder.exists())
        self.assertEqual(node.ask("POST", "/first-run/restore", {"from": str(copy)})[1]["stage"], "made")
        node.line()
        self.assertEqual(node.ask("POST", "/session", {"user": FOUNDER, "passphrase": PASSPHRASE})[0], 201)

    def test_a_practice_arrival_is_shredded_at_the_end_or_at_the_next_log_in(self):
        node = self.waiting()
        node.enter()
        state = node.found()[1]
        node.ask("POST", "/first-run/settle", {"words": node.words(state)})
        node.line()
        log_in = {"user": FOUNDER, "passphrase": PASSPHRASE}
        self.assertEqual(node.ask("POST", "/session", log_in)[0], 201)
        arrival = {"name": "Inventada", "assent": "yes", "needs": ["medical"]}
        status, row = node.ask("POST", "/practice", arrival, KEY % 1)
        self.assertEqual(status, 201)
        self.assertEqual(row["name"], "(práctica) Inventada")
        self.assertEqual(node.ask("POST", "/practice", arrival, KEY % 1)[1]["id"], row["id"], "a second click made another")
        self.assertEqual(node.ask("GET", f"/cases/{row['id']}")[0], 200)
        self.assertGreater(node.ask("DELETE", "/practice")[1]["entries"], 0)
        self.assertEqual(node.ask("GET", f"/cases/{row['id']}")[0], 404)
        self.assertEqual(node.ask("GET", "/cases")[1]["rows"], [])
        self.assertEqual(node.ask("DELETE", "/practice")[1]["entries"], 0)
        left = node.ask("POST", "/practice", arrival, KEY % 2)[1]["id"]
        node.end(signal.SIGKILL)
        node = Waiting.__new__(Waiting)
        node.cookie = None
        node.process = subprocess.Popen([BINARY, "node", str(self.folder), "--port", "0"], env=environment(), text=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=1)
        self.addCleanup(lambda: node.process.poll() is None and node.end())
        node.port = int(re.search(r"localhost:(\d+)", node.line())[1])
        self.assertEqual(node.ask("POST", "/session", log_in)[0], 201)
        self.assertEqual(node.ask("GET", f"/cases/{left}")[0], 404)
        self.assertEqual(node.ask("GET", "/cases")[1]["rows"], [])
        node.end()
        self.ok("ledger", "verify", "--dir", self.folder)


if __name__ == "__main__":
    program.main()
