#!/usr/bin/env python3
"""Rules of the house that neither compiler nor CMake can hold (docs/architecture.md): prints one line a breach and fails.

usage: tidy.py ROOT

include_up      no include goes up with "../"; rooms are seen through their folder of links
third_party     libsodium only in crypto; SQLite and libpq only in store and views; Asio and Beast only in net; image libraries only in picture
file_length     no source file of more than 600 lines
function_length no function of more than 70 lines
dead_file       no header that nobody includes, no tool that nobody mentions, no empty or left-over file
sentences       every refusal code has one sentence in Spanish and English with the same details, and no sentence lacks a code
machine_path    no path of somebody's machine
todo            no to-do notes: what is not done is said in the README or an issue
"""
import pathlib
import re
import sys

SKIPPED = {"build", "node_modules", ".git", ".cache", "dist", "demo-data", "demo-data.made-by-run", "__pycache__"}
GENERATED = {"ui/src/api/types.ts", "ui/src/api/keys.ts"}  # by ui/tools, not kept
SOURCES = {".cpp", ".h", ".ts", ".svelte", ".py", ".css", ".mjs", ".js"}
MAX_FILE_LINES = 600
MAX_FUNCTION_LINES = 70

# Header pattern -> the rooms of src/ that may include it.
THIRD_PARTY = {
    r"sodium(\.h|/)": {"crypto"},
    r"sqlite3(ext)?\.h": {"store", "views", "observatory"},
    r"(libpq-fe|postgresql/.*)\.?h?": {"store", "views"},
    r"boost/(asio|beast)": {"net"},
    r"(jpeglib|png|webp/\w+)\.h": {"picture"},
}
MACHINE_PATH = re.compile(r"(?<![\w.\-/])/(" + "|".join(["home", "work", "root", "Users"]) + r")/\w")
TODO = re.compile(r"(//|#|/\*|<!--|\s\*)\s*(TODO|FIXME|XXX)\b")
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]', re.M)
SENTENCE = re.compile(r'^(\w+): \{es: "((?:[^"\\]|\\.)+)", en: "((?:[^"\\]|\\.)+)"\}\s*$')


class Tree:
    """All text files of a source tree, read once."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.texts = {}
        for path in sorted(self.root.rglob("*")):
            name = path.relative_to(self.root)
            if not path.is_file() or path.is_symlink() or SKIPPED & set(name.parts) or str(name) in GENERATED:
                continue
            try:
                self.texts[name] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                pass  # a binary file: frozen vectors, images

    def cpp(self):
        return {name: text for name, text in self.texts.items() if name.suffix in {".cpp", ".h"}}


def include_up(tree):
    for name, text in tree.cpp().items():
        for header in INCLUDE.findall(text):
            if "../" in header:
                yield f"{name}: includes {header}"


def third_party(tree):
    for name, text in tree.cpp().items():
        if name.parts[0] != "src":
            continue
        for header in INCLUDE.findall(text):
            for pattern, rooms in THIRD_PARTY.items():
                if re.match(pattern, header) and name.parts[1] not in rooms:
                    yield f"{name}: {header} belongs to {' and '.join(sorted(rooms))}"


def file_length(tree):
    for name, text in tree.texts.items():
        lines = text.count("\n")
        if name.suffix in SOURCES and lines > MAX_FILE_LINES:
            yield f"{name}: {lines} lines"


def without_comments_and_strings(text):
    """The same text with the same lines, comments and literals blanked."""
    pattern = re.compile(
        r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)\'', re.S)
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def functions(text):
    """(first line, lines) of each outermost function: a brace whose head ends in a parameter list."""
    text = without_comments_and_strings(text)
    text = re.sub(r"^\s*#[^\n]*", "", text, flags=re.M)
    head_end = re.compile(r"\)\s*(const|noexcept|override|final|mutable|requires\b.*|->.*|:[^:].*|\s)*$", re.S)
    depth = 0
    head = ""
    line = head_line = 1
    inside = None  # (depth, first line) of the function we are in
    for char in text:
        if char == "{":
            if inside is None and head_end.search(head) and "=" not in head.split("(")[0]:
                inside = (depth, head_line)
            depth += 1
        elif char == "}":
            depth -= 1
            if inside and depth == inside[0]:
                yield inside[1], line - inside[1] + 1
                inside = None
        if char in "{};":
            head = ""
        else:
            if not head.strip() and not char.isspace():
                head_line = line
            head += char
        line += char == "\n"


def function_length(tree):
    for name, text in tree.cpp().items():
        for first, lines in functions(text):
            if lines > MAX_FUNCTION_LINES:
                yield f"{name}:{first}: function of {lines} lines"


def dead_file(tree):
    included = {header for text in tree.cpp().values() for header in INCLUDE.findall(text)}
    tails = {pathlib.PurePath(header).name for header in included}
    for name, text in tree.texts.items():
        if not text.strip() and name.parts[0] != "tests":
            yield f"{name}: empty"
        if name.suffix in {".orig", ".rej", ".bak"} or name.name.endswith("~"):
            yield f"{name}: left over"
        if name.suffix == ".h":
            seen_as = str(pathlib.PurePath(*name.parts[1:]))
            if seen_as not in included if name.parts[0] == "src" else name.name not in tails:
                yield f"{name}: nobody includes it"
        if name.parts[0] == "tools" and len(name.parts) == 2 and name.name != "CMakeLists.txt":
            word = re.compile(r"(?<![\w-])" + re.escape(name.name) + r"(?![\w-])")
            if not any(word.search(other) for path, other in tree.texts.items() if path != name):
                yield f"{name}: nobody mentions it"


def sentences(tree):
    codes_file = pathlib.PurePath("src/base/codes.inc")
    file = pathlib.PurePath("catalogue/messages/refusals.yaml")
    codes = re.findall(r"^CODE\((\w+), *(\d+)\)", tree.texts.get(codes_file, ""), re.M)
    names = [name for name, _ in codes]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{codes_file}: {name} twice"
    seen = set()
    for number, line in enumerate(tree.texts.get(file, "").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = SENTENCE.match(line)
        if not match:
            yield f"{file}:{number}: not of the form code: {{es: \"…\", en: \"…\"}}"
            continue
        name, spanish, english = match.groups()
        if name in seen:
            yield f"{file}:{number}: {name} twice"
        if name not in names:
            yield f"{file}:{number}: {name} is no code"
        if set(re.findall(r"\{(\w+)\}", spanish)) != set(re.findall(r"\{(\w+)\}", english)):
            yield f"{file}:{number}: {name} names other details in Spanish than in English"
        seen.add(name)
    for name in names:
        if name not in seen:
            yield f"{file}: no sentence for {name}"


def lines_with(tree, pattern, suffixes=None):
    for name, text in tree.texts.items():
        if suffixes and name.suffix not in suffixes:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line):
                yield f"{name}:{number}: {line.strip()[:80]}"


def machine_path(tree):
    return lines_with(tree, MACHINE_PATH)


def todo(tree):
    return lines_with(tree, TODO, SOURCES)  # in Spanish prose the word means "everything"


RULES = [include_up, third_party, file_length, function_length, dead_file, sentences, machine_path, todo]


def breaches(root):
    tree = Tree(root)
    return [(rule.__name__, breach) for rule in RULES for breach in rule(tree)]


def main():
    found = breaches(sys.argv[1])
    for rule, breach in found:
        print(f"{rule}: {breach}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
