"""The formats of SBI Sumishin Net Bank."""
