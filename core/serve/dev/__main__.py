"""``python -m core.serve.dev PID ADDRESS``: a web part of the developer's server, which dies with it."""

import os
import sys

from core.serve.service import die_with_parent

if __name__ == "__main__":
    die_with_parent(int(sys.argv[1]))

    from core.serve.service import serve_web
    from core.settings import Settings

    os.environ["DEV_PART"] = str(os.getpid())
    serve_web(Settings.from_environ(), sys.argv[2], "core.serve.dev.web:make_app", is_factory=True)
