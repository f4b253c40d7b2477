"""The day itself: who came, who was received, what was said and passed on."""
