"""Child processes without rights, and the talk between parent and child; imports none of our other packages."""
