#!/usr/bin/env python3
"""That tools/new-probe and tools/new-driver write what compiles, in a copy of the tree.

    scaffold_test.py [--build] CMAKE CONFIGURE_OPTION...

CMAKE configures the copy with those options. Without --build, only what was written is read by the compiler; with
it, the program and the unit tests are built and run.
"""

import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# Beside each language's program: a command that reads it without running it.
READERS = {
    "Python": ["python3", "-c", "import ast, sys; ast.parse(open(sys.argv[1]).read())"],
    "JavaScript": ["node", "--check"],
    "Go": ["gofmt", "-l", "-e"],
    "Java": ["javac", "-proc:none", "-d", "{out}", "-sourcepath", "{folder}"],
    "Rust": ["rustfmt", "--check", "--edition", "2021", "--config", "skip_children=true"],
    "Ruby": ["ruby", "-wc"],
    "Perl": ["perl", "-Mstrict", "-c"],
    "PHP": ["php", "-l"],
    "C": ["cc", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"],
    "Elixir": None,
}


def check(holds, what):
    if not holds:
        sys.exit(f"failed: {what}")


def run(command, **more):
    return subprocess.run([str(word) for word in command], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **more)


def contents(folder):
    return {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def copy_tree(to):
    shutil.copytree(ROOT, to, ignore=shutil.ignore_patterns(".git", "build", "__pycache__"))


# ---- the tools ----


def write_skeletons(copy):
    """Runs both tools; returns the C++ files that they wrote or put a line into, and the programs by language."""
    touched = ["probes/registry.cpp", "src/drivers/registry.cpp", "tests/lab/matrix.cpp", "tests/drivers/programs.cpp"]
    for arguments in (["scaffold_one", "PP299", "session/scaffold-one"],
                      ["scaffold_two", "PP399", "startup/scaffold-two"]):
        done = run([copy / "tools/new-probe", *arguments])
        check(done.returncode == 0 and "Next" in done.stdout, f"new-probe: {done.stdout}")
        touched.append(f"probes/{arguments[0]}.cpp")
    programs = {}
    for number, language in enumerate(READERS):
        done = run([copy / "tools/new-driver", f"scaffold-{number}", f"Scaffold {number}", language])
        check(done.returncode == 0 and "Next" in done.stdout, f"new-driver: {done.stdout}")
        if number == 0:  # those of other languages differ in names only
            touched.append(f"src/drivers/scaffold_{number}.cpp")
        written = re.findall(r"^new file +(tests/drivers/.*)$", done.stdout, re.M)
        check(len(written) == (READERS[language] is not None), f"new-driver for {language} wrote {written}")
        if written:
            programs[language] = copy / written[0]
    return touched, programs


def check_refusals(copy):
    """What cannot be done is refused, and nothing is written."""
    before = contents(copy)
    for command in (["new-probe", "lost_statement", "PP298", "session/another"],
                    ["new-probe", "another", "PP102", "prepared/another"],
                    ["new-probe", "another", "PP198", "prepared/lost-statement"],
                    ["new-probe", "another", "PP198", "session/another"],
                    ["new-probe", "Another", "PP198", "prepared/another"],
                    ["new-probe", "another", "P198", "prepared/another"],
                    ["new-probe", "another"],
                    ["new-driver", "psycopg3", "psycopg 3", "Python"],
                    ["new-driver", "Another", "Another", "Python"],
                    ["new-driver", "another", "An \"other", "Python"],
                    ["new-driver"]):
        done = run([copy / "tools" / command[0], *command[1:]])
        check(done.returncode != 0, f"{command} was not refused: {done.stdout}")
    check(contents(copy) == before, "a refused command has written something")


# ---- the compiler ----


def configure(cmake, options, copy, build):
    done = run([cmake, "-S", copy, "-B", build, "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", *options])
    check(done.returncode == 0, f"the copy cannot be configured:\n{done.stdout}")


def read_by_compiler(build, file):
    """The compiler's exit status and words, for a file of the copy, with the flags that the build gives it."""
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if pathlib.Path(entry["file"]).resolve() == file.resolve():
            words = entry.get("arguments") or shlex.split(entry["command"])
            return run([*words[:words.index("-o")], *words[words.index("-o") + 2:], "-fsyntax-only"],
                       cwd=entry["directory"])
    sys.exit(f"failed: the build does not know {file.name}")


def check_compiles(build, copy, files):
    for name in files:
        done = read_by_compiler(build, copy / name)
        check(done.returncode == 0, f"{name} does not compile:\n{done.stdout}")


def check_can_fail(build, copy):
    """The compiler refuses a file that is not listed, a name that has no file, and a row that is not one."""
    for name, old, new, complaint in (
            ("probes/registry.cpp", "      probes::scaffold_one,\n", "", "has no line in the list"),
            ("src/drivers/registry.cpp", "      drivers::scaffold_0,\n", "", "has no line in the list"),
            ("probes/registry.cpp", "probes::scaffold_one,", "probes::scaffold_three,", "scaffold_three"),
            ("probes/scaffold_one.cpp", ".code = ", ".cod = ", "cod"),
            ("src/drivers/scaffold_0.cpp", ".script = ", ".scrip = ", "scrip")):
        text = (copy / name).read_text()
        check(text.count(old) == 1, f"{name} has no {old!r}")
        (copy / name).write_text(text.replace(old, new))
        done = read_by_compiler(build, copy / name)
        check(done.returncode != 0 and complaint in done.stdout, f"{name} without {old!r}: {done.stdout}")
        (copy / name).write_text(text)


def check_programs(programs, out):
    """Each program of a language that is here is well-formed in it."""
    for language, path in programs.items():
        reader = [word.format(out=out, folder=path.parent) if "{" in word and " " not in word else word
                  for word in READERS[language]]
        if shutil.which(reader[0]) is None:
            print(f"not read: {path.name}: there is no {reader[0]}")
            continue
        done = run([*reader, path], cwd=path.parent)
        check(done.returncode == 0 and not (language == "Go" and done.stdout), f"{path.name}:\n{done.stdout}")


# ---- the program ----


def build_and_run(cmake, build):
    done = run([cmake, "--build", build, "--target", "poolprobe", "unit_tests", "--parallel", os.cpu_count() or 1])
    check(done.returncode == 0, f"the copy cannot be built:\n{done.stdout[-8000:]}")
    told = run([build / "poolprobe", "list", "probes"]).stdout + run([build / "poolprobe", "list", "drivers"]).stdout
    for word in ("session/scaffold-one", "startup/scaffold-two", "scaffold-0"):
        check(word in told, f"poolprobe list does not know {word}")
    for word in ("PP299", "scaffold-0"):
        page = run([build / "poolprobe", "explain", word])
        check(page.returncode == 0 and "TODO" in page.stdout, f"poolprobe explain {word}: {page.stdout}")
    # The unit tests find nothing amiss but that neither probe observes anything yet.
    done = run([build / "tests/unit/unit_tests"])
    check(done.stdout.count("ERROR:") == done.stdout.count("TODO: what the rule says is not observed yet") == 2,
          f"unit tests of the copy:\n{done.stdout[-8000:]}")


def main():
    arguments = sys.argv[1:]
    whole = arguments[:1] == ["--build"]
    cmake, *options = arguments[whole:]
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "copy"
        build = copy / "build/dev"
        # A ccache, where one is used, has most of it from the tree itself.
        os.environ |= {"CCACHE_BASEDIR": str(copy), "CCACHE_NOHASHDIR": "1"}
        copy_tree(copy)
        touched, programs = write_skeletons(copy)
        check_refusals(copy)
        configure(cmake, options, copy, build)
        if whole:
            build_and_run(cmake, build)
        else:
            check_compiles(build, copy, touched)
            check_can_fail(build, copy)
            check_programs(programs, folder)
    print("as expected")


main()
