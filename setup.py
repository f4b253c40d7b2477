"""The two steps setup.cfg cannot express: the shared templates, and compiled catalogs."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
CATALOGS = ("core/translations/*/*/*.po", "plugins/*/translations/*/*/*.po")


class BuildWithCatalogs(build_py):
    """Compile every message catalog before the files of a package are gathered."""

    def run(self) -> None:
        """Write a ``.mo`` beside each ``.po``, then build as usual."""
        for po in (path for pattern in CATALOGS for path in HERE.glob(pattern)):
            with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
                write_mo(target, read_po(source, locale=po.parent.parent.name))
        super().run()


setup(
    packages=[
        *find_packages(include=["core", "core.*", "plugins", "plugins.*"]),
        "core.templates",
    ],
    cmdclass={"build_py": BuildWithCatalogs},
)
