"""The checks: one module per check in a folder per family, each beside its YAML of cases. Nothing else lives here."""
