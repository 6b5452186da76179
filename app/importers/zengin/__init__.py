"""The formats of banks in the form of the banks' association."""

zone = "Asia/Tokyo"
