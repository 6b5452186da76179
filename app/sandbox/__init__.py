"""Child processes without rights, and the communication between parent and child; imports none of our other
packages."""
