"""Reads statements that banks hand out for programs: OFX, QIF, MT940, MT942 and CAMT; one module per format."""
