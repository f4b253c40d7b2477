"""Front-end files: fetch them by their lock, and put what pages use into core/static/vendor.

Bootstrap's stylesheet and icons come from Bootstrap-Flask's wheel, the rest from npm. Nothing of it is kept in the
repository, and nothing is done again while neither the locks nor the icons in use have changed. The typeface of printed
documents comes the same way and goes to core/documents/fonts: it is for paper, and not served.

An icon is in use where a template or a declaration names it: ``icon("calendar")``, ``icon="calendar"``. Where a name
is computed, say which ones may come out in a comment: ``icons: calendar, check-lg``.
"""

import hashlib
import importlib.metadata
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "core" / "static" / "vendor"
LOCK = ROOT / "package-lock.json"
STAMP = ROOT / "node_modules" / ".lianzhan"
FROM_NPM = ("htmx.org/dist/htmx.min.js", "echarts/dist/echarts.min.js")
FONTS = ROOT / "core" / "documents" / "fonts"
NOTO = ROOT / "node_modules" / "@expo-google-fonts" / "noto-sans-sc"
TYPEFACE = ("400Regular/NotoSansSC_400Regular.ttf", "700Bold/NotoSansSC_700Bold.ttf", "LICENSE_FONT")

CALLED = re.compile(r"\bicon\(([^,)]*)")
GIVEN = re.compile(r"\bicon(?:_name)?\s*=([^,)}\n]*)")
LISTED = re.compile(r"\bicons: *([\w, -]+)")
# A word compared with (`state == "done"`) is no icon.
QUOTED = re.compile(r"""(?<![!=]=)(?<![!=]= )["']([a-z0-9][a-z0-9-]*)["']""")
SYMBOL = re.compile(r'<symbol\b[^>]*\bid="([^"]+)".*?</symbol>', re.DOTALL)


def main() -> None:
    """Bring core/static/vendor and core/documents/fonts up to date."""
    fetch()
    build()
    lay_out_typeface()


def fetch() -> None:
    """Install the packages of package-lock.json into node_modules, if they are not there yet."""
    lock = digest(LOCK.read_bytes())
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == lock:
        return
    print("· fetching front-end packages", flush=True)
    finished = subprocess.run([npm(), "ci", "--no-progress"], cwd=ROOT, capture_output=True, text=True, check=False)
    if finished.returncode:
        sys.exit(
            f"{finished.stderr}\nThe front-end packages could not be fetched: is the network there? Then try again."
        )
    STAMP.write_text(lock, encoding="utf-8")


def npm() -> str:
    """The machine's npm, or one installed into the environment."""
    ours = Path(sysconfig.get_path("scripts")) / "npm"
    if found := shutil.which("npm"):
        return found
    if not ours.exists():
        print("· no npm on this machine: installing Node into the environment", flush=True)
        wanted = ROOT / "requirements" / "node.txt"
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*pip, "-r", str(wanted)], check=True)
    return str(ours)


def build() -> None:
    """Copy the files pages use and draw the sprite, if anything they are made of has changed."""
    icons = sorted(set(icons_in_use()))
    bootstrap = importlib.metadata.version("bootstrap-flask")
    made_of = digest(
        "\n".join([LOCK.read_text(encoding="utf-8"), bootstrap, *icons, Path(__file__).read_text("utf-8")]).encode()
    )
    stamp = VENDOR / ".made-of"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == made_of:
        return
    print(f"· building {VENDOR.relative_to(ROOT)}: {len(icons)} icons", flush=True)
    VENDOR.mkdir(parents=True, exist_ok=True)
    source = bootstrap_files()
    shutil.copyfile(source / "css" / "bootstrap.min.css", VENDOR / "bootstrap.min.css")
    without_map(VENDOR / "bootstrap.min.css")
    for name in FROM_NPM:
        shutil.copyfile(ROOT / "node_modules" / name, VENDOR / Path(name).name)
    (VENDOR / "icons.svg").write_text(sprite(icons, source / "icons" / "bootstrap-icons.svg"), encoding="utf-8")
    stamp.write_text(made_of, encoding="utf-8")


def lay_out_typeface() -> None:
    """Copy the typeface of printed documents, and its licence, where it has changed."""
    FONTS.mkdir(parents=True, exist_ok=True)
    for name in TYPEFACE:
        source, target = NOTO / name, FONTS / Path(name).name
        if not target.exists() or target.stat().st_size != source.stat().st_size:
            shutil.copyfile(source, target)


def bootstrap_files() -> Path:
    """Bootstrap 5 as Bootstrap-Flask's wheel brings it; found without importing the package."""
    files = importlib.metadata.files("bootstrap-flask") or []
    css = next(file for file in files if file.match("static/bootstrap5/css/bootstrap.min.css"))
    return Path(str(css.locate())).parent.parent


def without_map(stylesheet: Path) -> None:
    """Drop the reference to a source map that is not served."""
    text = stylesheet.read_text(encoding="utf-8")
    stylesheet.write_text(re.sub(r"/\*# sourceMappingURL=.*?\*/\s*$", "", text), encoding="utf-8")


def icons_in_use() -> Iterator[str]:
    """The names of icons that templates and declarations mention."""
    for file in sources():
        text = file.read_text(encoding="utf-8")
        for listed in LISTED.findall(text):
            yield from re.findall(r"[a-z0-9][a-z0-9-]*", listed)
        for expression in [*CALLED.findall(text), *GIVEN.findall(text)]:
            yield from QUOTED.findall(expression)


def sources() -> Iterator[Path]:
    """Every template, and every Python file that may declare a menu entry or a panel."""
    yield from sorted((ROOT / "templates").rglob("*.html"))
    for package in ("core", "plugins"):
        for pattern in ("*.html", "*.py"):
            yield from sorted((ROOT / package).rglob(pattern))


def sprite(icons: list[str], source: Path) -> str:
    """One SVG file holding the named icons, to be used as ``icons.svg#name``."""
    symbols = {found[1]: found[0] for found in SYMBOL.finditer(source.read_text(encoding="utf-8"))}
    if unknown := [name for name in icons if name not in symbols]:
        sys.exit(f"No icon of Bootstrap Icons is called {', '.join(unknown)}. Look for its name in {source}")
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols[name] for name in icons) + "\n</svg>\n"


def digest(data: bytes) -> str:
    """A short name for these bytes."""
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    main()
