"""The formats of SBI Shinsei Bank."""
