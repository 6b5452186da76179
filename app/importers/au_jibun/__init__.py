"""The formats of au Jibun Bank."""

zone = "Asia/Tokyo"
