"""The plan of a person, and the public object of one."""
