"""The subcommands of ``mioboe``, one module each, found because it is there; its name is that of the command."""
