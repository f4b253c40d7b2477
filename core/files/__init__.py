"""Files: photos and documents people give, made harmless, kept by their digest, shown to whom they concern."""
