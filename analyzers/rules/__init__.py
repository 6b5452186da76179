"""The detectors: one module and its YAML each, in a folder for each family. A detector imports no other
detector."""
