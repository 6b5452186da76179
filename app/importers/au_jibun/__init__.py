"""The formats of au Jibun Bank."""
