"""The web process: the application, ending with the server that started it."""

import gc

# What is loaded now stays: collecting garbage from it, now and during requests, would find nothing.
gc.disable()

from core.app import create_app  # noqa: E402
from core.serve.service import end_with_server  # noqa: E402

end_with_server()
app = create_app()
gc.freeze()
gc.enable()
