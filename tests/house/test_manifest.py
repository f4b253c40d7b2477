"""What a plugin says of itself in plugin.toml holds, on this platform."""

from core.testing.promises.manifest import *
