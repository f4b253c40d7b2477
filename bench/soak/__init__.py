"""The storm of kills: real processes, ended with ``kill -9`` at random moments, and nothing may be lost."""
