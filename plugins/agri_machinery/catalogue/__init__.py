"""The catalogue of varieties, fertilisers and machines."""
