#!/bin/sh
# Lock the newest versions setup.cfg allows: hashes, and no host, so that any mirror serves.
set -eu
cd "$(dirname "$0")/.."
lock() {
    .venv/bin/uv pip compile --no-config --universal --python-version 3.11 --generate-hashes --upgrade \
        --no-emit-index-url --no-header --no-annotate --quiet "$@"
}
lock setup.cfg --output-file requirements/run.txt
lock requirements/build.in --constraint requirements/run.txt --output-file requirements/build.txt
lock setup.cfg --extra testing --constraint requirements/run.txt --output-file requirements/testing.txt
lock setup.cfg requirements/build.in --extra develop --constraint requirements/testing.txt \
    --constraint requirements/build.txt --output-file requirements/develop.txt
lock requirements/node.in --output-file requirements/node.txt
if grep -nE '://|^-' requirements/*.txt; then
    echo "A lock names a host or an option: see above." >&2
    exit 1
fi
