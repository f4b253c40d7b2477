"""The web process: the application, ending with the server that started it."""

from core.app import create_app
from core.serve.service import die_with_parent

die_with_parent()
app = create_app()
