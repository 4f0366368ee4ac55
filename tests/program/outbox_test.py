"""What a phone sealed is opened for the person it was sealed for and for nobody else; bad boxes register nothing."""

import re
import subprocess

import program
from program import BINARY, environment
from first_run_test import Waiting

KEY = "00112233445566778899aabbccddee%02x"


class OutboxTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.ok("demo", self.folder, "--children", "2", "--seed", "3")
        self.node = Waiting.__new__(Waiting)
        self.node.cookie = None
        self.node.process = subprocess.Popen([BINARY, "node", str(self.folder), "--port", "0"], env=environment(), text=True,
                                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=1)
        self.addCleanup(lambda: self.node.process.poll() is None and self.node.end())
        self.node.port = int(re.search(r"localhost:(\d+)", self.node.line())[1])

    def enter(self, role):
        self.node.cookie = None
        self.assertEqual(self.node.ask("POST", "/session/demo", {"role": role})[0], 201)

    def test_each_device_has_a_key_of_its_own_that_stays(self):
        self.assertEqual(self.node.ask("GET", "/outbox/key")[0], 401)
        self.enter("intake")
        first = self.node.ask("GET", "/outbox/key?device=")[1]
        self.assertRegex(first["public_key"], "^04[0-9a-f]{128}$")
        self.assertEqual(self.node.ask("GET", f"/outbox/key?device={first['device']}")[1], first)
        self.assertNotEqual(self.node.ask("GET", "/outbox/key?device=")[1]["public_key"], first["public_key"])
        self.enter("coordinator")
        self.assertNotEqual(self.node.ask("GET", f"/outbox/key?device={first['device']}")[1]["public_key"], first["public_key"])
        for bad in ("00", "zz" * 16, first["device"] + "00"):
            self.assertEqual(self.node.ask("GET", f"/outbox/key?device={bad}")[1]["details"], {"field": "device"})

    def test_bad_boxes_register_nothing(self):
        self.enter("intake")
        device = self.node.ask("GET", "/outbox/key?device=")[1]["device"]
        before = len(self.node.ask("GET", "/cases?limit=200")[1]["rows"])
        boxes = ["", "00", "zz", "01" * 200, "01" + "04" + "11" * 64 + "00" * 300, "02" + "00" * 500]
        for path in ("/outbox", "/outbox/open"):
            for box in boxes:
                status, said = self.node.ask("POST", path, {"device": device, "box": box}, KEY % 1)
                self.assertEqual((status, said["details"]), (422, {"field": "box"}), box[:20])
            for body in ({}, {"device": device}, {"box": 1, "device": device}, {"device": "00", "box": "00"}, [], {"x": 1}):
                self.assertGreaterEqual(self.node.ask("POST", path, body, KEY % 2)[0], 400, body)
            self.assertEqual(self.node.ask("POST", path, {"device": device, "box": "00"})[1]["code"], "missing_key")
            self.assertEqual(self.node.ask("POST", path, {"device": device, "box": "00" * 600_000}, KEY % 3)[0], 413)
        self.assertEqual(len(self.node.ask("GET", "/cases?limit=200")[1]["rows"]), before)


if __name__ == "__main__":
    program.main()
