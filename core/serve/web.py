"""The web process: the application, ending with the server that started it."""

import gc
import os
from multiprocessing import parent_process

# What is loaded now stays: collecting garbage from it, now and during requests, would find nothing.
gc.disable()

from core.app import create_app  # noqa: E402
from core.serve.service import die_with_parent  # noqa: E402

if (server := parent_process()) and server.pid:
    # Ctrl-C is for the server, which then tells us: told twice at once, Granian's web process may wait for ever.
    os.setpgrp()
    die_with_parent(server.pid)
app = create_app()
gc.freeze()
gc.enable()
