"""kill -9 of the real process while it writes: afterwards the ledger is sound, and what was acknowledged is there."""

import json
import random
import subprocess
import threading
import time

import program
from program import BINARY, DEMO_PASSPHRASE, FOUNDER, FULL, Node, environment

KILLS = 200 if FULL else 20
WRITERS = 4
SEED = random.SystemRandom().randrange(1 << 32)


class KillTest(program.ProgramTest):
    def write_until_killed(self, writer, acknowledged, stop):
        """Makes case files through the node and keeps the ids of those it was told are saved."""
        number = 0
        while not stop.is_set():
            number += 1
            done = subprocess.run(
                [BINARY, "case", "new", "--name", f"Niña {writer} {number}", "--dir", str(self.folder), "--as", FOUNDER,
                 "--json"], env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                return  # the node is dead
            acknowledged.append(json.loads(done.stdout)["case"])

    def test_node(self):
        chance = random.Random(SEED)
        self.found()
        acknowledged = []
        for kill in range(KILLS):
            with self.subTest(seed=SEED, kill=kill):
                stop = threading.Event()
                node = Node(self.folder)
                self.ok(*self.by(FOUNDER, "unlock"))
                before = len(acknowledged)
                writers = [threading.Thread(target=self.write_until_killed, args=(i, acknowledged, stop))
                           for i in range(WRITERS)]
                for writer in writers:
                    writer.start()
                while len(acknowledged) == before:  # some saves were answered, others are under way
                    time.sleep(0.01)
                time.sleep(chance.uniform(0, 0.3))
                node.kill()
                stop.set()
                for writer in writers:
                    writer.join()
                self.verified()
        self.ok(*self.by(FOUNDER, "ledger", "open"))
        out = self.temp / "all.jsonl"
        self.ok(*self.by(FOUNDER, "ledger", "export", "--out", out))
        there = {json.loads(line)["case"] for line in out.read_text().splitlines()}
        self.assertEqual(set(acknowledged) - there, set())
        self.assertGreaterEqual(len(acknowledged), KILLS)

    def test_demo(self):
        """Sixteen threads that save at once: killed at any moment, no half organisation and a sound ledger."""
        chance = random.Random(SEED)
        killed_writing = 0
        for kill in range(max(4, KILLS // 10)):
            with self.subTest(seed=SEED, kill=kill):
                folder = self.temp / f"demo{kill}"
                demo = subprocess.Popen([BINARY, "demo", str(folder), "--children", "100000"], env=environment(),
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                while not folder.exists() and demo.poll() is None:
                    time.sleep(0.01)
                time.sleep(chance.uniform(0, 3))
                demo.kill()
                demo.communicate()
                self.verified(folder)
                stats = self.ok("ledger", "stats", "--dir", folder)
                lines = self.ok(*self.by(FOUNDER, "case", "list", "--limit", "5", passphrase=DEMO_PASSPHRASE,
                                         folder=folder))["cases"]
                killed_writing += bool(lines)
                for line in lines:
                    shown = self.ok(*self.by(FOUNDER, "case", "show", line["case"], passphrase=DEMO_PASSPHRASE,
                                             folder=folder))
                    # A save is whole or absent: a line in one compartment has its records in the others.
                    kinds = {record["type"] for record in shown["records"]}
                    self.assertLessEqual({"case_file", "care_mandate", "person"}, kinds)
                self.assertEqual(stats["held"] + stats["forks"], 0)
        self.assertGreater(killed_writing, 0, "no kill came while case files were written")


if __name__ == "__main__":
    program.main()
