"""Figures of the page's server over HTTP on loopback, beside a file of the page answered by the same node.

    AMPARO_TEST_KDF=1 build/release/bin/amparo demo FOLDER --children 10000
    python3 bench/page_bench.py build/release/bin/amparo FOLDER [calls]

Memory of the idle node, opening case files, searching by name, and saving. Needs nothing but Python. It writes into the folder, so give
it one of its own.
"""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid

NAMES = ("mria", "jose", "xochil", "juana lopez", "pedro", "hernandes", "kevn", "ana lucia")


def start(binary, folder):
    node = subprocess.Popen([binary, "node", folder, "--port", "0"], stdout=subprocess.PIPE, text=True,
                            env={**os.environ, "AMPARO_TEST_KDF": "1"})
    for line in node.stdout:
        if "http://localhost:" in line:
            return node, int(line.split("localhost:")[1].split("/")[0].split()[0])
    sys.exit("the node did not start")


def memory_mb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


class Page:
    def __init__(self, port):
        self.port = port
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = ""

    def ask(self, method, path, body=None, **headers):
        sent = {"Host": f"localhost:{self.port}", "Amparo-Page": "1", "Origin": f"http://localhost:{self.port}",
                "Sec-Fetch-Site": "same-origin", "Cookie": self.cookie, **headers}
        if body is not None:
            sent["Content-Type"] = "application/json"
            body = json.dumps(body)
        begun = time.perf_counter()
        self.line.request(method, path, body, sent)
        answer = self.line.getresponse()
        text = answer.read()
        ms = (time.perf_counter() - begun) * 1000
        if answer.headers["Set-Cookie"]:
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        if answer.status >= 300:
            sys.exit(f"{method} {path}: {answer.status} {text[:300]}")
        return ms, text


def told(what, ms):
    ms.sort()
    at = [ms[min(len(ms) - 1, int(len(ms) * share))] for share in (0.5, 0.95, 0.99)]
    print(f"{what:44} p50 {at[0]:7.2f} ms  p95 {at[1]:7.2f} ms  p99 {at[2]:7.2f} ms  ({len(ms)} calls)")


def cases(page, wanted):
    rows, cursor = [], ""
    while len(rows) < wanted:
        _, text = page.ask("GET", f"/api/v1/cases?limit=200&cursor={cursor}")
        answer = json.loads(text)
        rows += answer["rows"]
        cursor = answer.get("next") or ""
        if not cursor:
            break
    return [row["id"] for row in rows]


def main():
    binary, folder = sys.argv[1:3]
    calls = int(sys.argv[3]) if len(sys.argv) > 3 else 1000
    node, port = start(binary, folder)
    try:
        time.sleep(2)
        print(f"{'idle node, nobody logged in':44} {memory_mb(node.pid):7.1f} MB")
        page = Page(port)
        begun = time.perf_counter()
        page.ask("POST", "/api/v1/session", {"user": "teresa", "passphrase": "demostración de amparo", "code": ""})
        ids = cases(page, 2000)
        print(f"{'log-in (cheap derivation) to 2,000 rows':44} {time.perf_counter() - begun:7.2f} s")
        random.seed(7)
        told("baseline: a file of the page", [page.ask("GET", "/")[0] for _ in range(calls)])
        told("open a case file never opened before", [page.ask("GET", f"/api/v1/cases/{one}")[0]
                                                      for one in random.sample(ids, min(calls, len(ids)))])
        told("open a case file again", [page.ask("GET", f"/api/v1/cases/{one}")[0] for one in random.choices(ids[:200], k=calls)])
        told("search by a name, misspelt", [page.ask("GET", f"/api/v1/cases?q={random.choice(NAMES).replace(' ', '%20')}")[0]
                                            for _ in range(calls)])
        note = {"type": "note", "fields": {"text": "Nota inventada de una medición."}}
        told("save a note", [page.ask("POST", f"/api/v1/cases/{one}/records", note, **{"Idempotency-Key": uuid.uuid4().hex})[0]
                             for one in random.choices(ids, k=min(calls, 300))])
        print(f"{'node after all this, one person logged in':44} {memory_mb(node.pid):7.1f} MB")
    finally:
        node.send_signal(signal.SIGTERM)
        node.wait(30)


if __name__ == "__main__":
    main()
