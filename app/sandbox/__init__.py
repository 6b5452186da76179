"""Child processes without rights, and the communication between parent and child; imports no other package of
Mioboe."""
