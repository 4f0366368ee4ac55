"""What the tests of the program share: running it, a node of it, and an organisation to work with."""

import json
import os
import pathlib
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

BINARY = sys.argv[1]
PACK_TOOL = sys.argv[2]
SHIM = sys.argv[3]  # tests/program/shim.cpp, to be loaded before the C library
FULL = os.environ.get("AMPARO_FULL") == "1"
PASSPHRASE = "una frase larga para probar"
DEMO_PASSPHRASE = "demostración de amparo"  # src/desk/demo.h
FOUNDER = "ines"
DEADLINE_S = 120


def environment():
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "AMPARO_TEST_KDF": "1"}


class Reply:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    @property
    def data(self):
        return json.loads(self.out)

    @property
    def refused(self):
        return self.data.get("refused") if self.out else None


def run(*words, lang="es", env=None):
    """One call of the program, without a terminal."""
    done = subprocess.run(
        [BINARY, *map(str, words)], env={**environment(), "AMPARO_LANG": lang, **(env or {})}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=DEADLINE_S, check=False)
    return Reply(done)


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Node:
    """`amparo node` on a folder; at the end it is asked to stop, unless it was killed before."""

    def __init__(self, folder, *words):
        self.process = subprocess.Popen(
            [BINARY, "node", str(folder), *(words if "--port" in words else (*words, "--port", "0"))],
            env=environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        ready, _, _ = select.select([self.process.stdout], [], [], DEADLINE_S)
        if not ready or not self.process.stdout.readline():
            self.process.kill()
            raise AssertionError(f"the node did not start: {self.process.communicate()[1].decode()}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def end(self, how):
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.out, self.err = self.process.communicate(timeout=DEADLINE_S)

    def stop(self):
        self.end(signal.SIGTERM)

    def kill(self):
        self.end(signal.SIGKILL)


class ProgramTest(unittest.TestCase):
    """A test with a temporary folder, and calls that must succeed or be refused as stated."""

    maxDiff = None

    def setUp(self):
        self.temp = pathlib.Path(tempfile.mkdtemp(prefix="amparo-"))
        self.addCleanup(shutil.rmtree, self.temp, ignore_errors=True)
        self.folder = self.temp / "org"

    def secret(self, passphrase=PASSPHRASE):
        """A file that holds a passphrase, beside the organisation's folder."""
        path = self.temp / f"secret-{abs(hash(passphrase))}"
        path.write_text(passphrase + "\n")
        return path

    def ok(self, *words):
        reply = run(*words, "--json")
        self.assertEqual(reply.code, 0, f"{words}: {reply.out}{reply.err}")
        return reply.data

    def by(self, user, *words, passphrase=PASSPHRASE, folder=None):
        """The words of a person's command, her passphrase in a file."""
        return (*words, "--dir", folder or self.folder, "--as", user, "--passphrase-file", self.secret(passphrase))

    def found(self, folder=None):
        return self.ok("init", folder or self.folder, "--organisation", "Casa Prueba", "--user", FOUNDER,
                       "--new-passphrase-file", self.secret())["cards"]

    def add(self, user, role):
        return self.ok(*self.by(FOUNDER, "user", "add", user, "--role", role), "--new-passphrase-file", self.secret())

    def new_case(self, user, *words):
        return self.ok(*self.by(user, "case", "new", *words))

    def verified(self, folder=None):
        """The digest of the ledger, which must be sound."""
        report = self.ok("ledger", "verify", "--dir", folder or self.folder)
        self.assertTrue(report["sound"])
        return report["digest"]

    def refused(self, code, exit_code, *words, env=None):
        """Refused by name, with the documented exit code and one sentence in each language."""
        reply = run(*words, "--json", env=env)
        self.assertEqual((reply.code, reply.refused), (exit_code, code), f"{words}: {reply.out}{reply.err}")
        sentences = [run(*words, lang=lang, env=env) for lang in ("es", "en")]
        for said in sentences:
            self.assertEqual(said.code, exit_code, said.err)
            self.assertEqual(said.out, "")
            lines = said.err.strip().splitlines()
            self.assertEqual(len(lines), 1, said.err)
            self.assertNotEqual(lines[0], code, "a name is not a sentence")
            self.assertIn(".", lines[0])
            self.assertNotRegex(lines[0], r"\{\w+\}")
        self.assertNotEqual(sentences[0].err, sentences[1].err, "both languages say the same")
        return reply.data


def main():
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]], verbosity=1)
