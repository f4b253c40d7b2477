"""Action items: who does what until when, on whose lists it stands, who is reminded, and what became of it."""
