"""What new-probe and new-driver share: files from tools/skeletons, and lines put into files that exist."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def fail(why):
    sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {why}")


class Change:
    """What is to be written. Nothing is, until all of it is known to be possible."""

    def __init__(self):
        self.texts = {}
        self.told = []

    def text_of(self, path):
        if path not in self.texts:
            self.texts[path] = (ROOT / path).read_text(encoding="utf-8")
        return self.texts[path]

    def create(self, path, skeleton, values):
        """A new file, from tools/skeletons/SKELETON with "@KEY@" replaced."""
        if (ROOT / path).exists():
            fail(f"{path} is there already")
        text = (ROOT / "tools/skeletons" / skeleton).read_text(encoding="utf-8")
        for key, value in values.items():
            text = text.replace(f"@{key}@", value)
        self.texts[path] = text
        self.told.append(f"new file  {path}")

    def insert(self, path, line, after):
        """A new line below the last one of which `after` is true."""
        lines = self.text_of(path).split("\n")
        places = [i for i, other in enumerate(lines) if after(other)]
        if not places:
            fail(f"{path} does not look as it used to: no place for {line.strip()!r}")
        lines.insert(places[-1] + 1, line)
        self.texts[path] = "\n".join(lines)
        self.told.append(f"new line  {path}")

    def insert_before(self, path, line, before, otherwise_after):
        """A new line above the first one of which `before` is true."""
        lines = self.text_of(path).split("\n")
        places = [i for i, other in enumerate(lines) if before(other)]
        if not places:
            return self.insert(path, line, otherwise_after)
        lines.insert(places[0], line)
        self.texts[path] = "\n".join(lines)
        self.told.append(f"new line  {path}")

    def log(self, line):
        """A line of CHANGELOG.md, the first of those that were added since the last release."""
        path = "CHANGELOG.md"
        text = self.text_of(path)
        heading = "\n## Unreleased\n"
        if heading not in text:
            fail(f"{path} has no '## Unreleased'")
        before, after = text.split(heading, 1)
        added = "\n### Added\n\n"
        if not after.startswith(added):
            after = added + ("\n" + after.lstrip("\n") if after.startswith("\n#") else after.lstrip("\n"))
        self.texts[path] = before + heading + added + line + "\n" + after[len(added):]
        self.told.append(f"new line  {path}")

    def write(self):
        for path, text in self.texts.items():
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(text, encoding="utf-8")
        print("\n".join(self.told))


def listed(registry, folder):
    """The objects that the list of a folder names, in its order."""
    return re.findall(rf"^ +{folder}::(\w+),$", (ROOT / registry).read_text(encoding="utf-8"), re.M)


def field_of(path, field):
    """A text of the row that a probe's or a driver's file ends with."""
    found = re.findall(rf"^ {{4}}\.{field} = \"(.*)\",$", (ROOT / path).read_text(encoding="utf-8"), re.M)
    if not found:
        fail(f"{path} has no .{field}")
    return found[-1]
