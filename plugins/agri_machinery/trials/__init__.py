"""The register of field trials: question, combinations, plots, measurements, and the plan of the field."""
