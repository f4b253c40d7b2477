"""The web process: the application, ending with the server that started it."""

from multiprocessing import parent_process

from core.app import create_app
from core.serve.service import die_with_parent

if (server := parent_process()) and server.pid:
    die_with_parent(server.pid)
app = create_app()
