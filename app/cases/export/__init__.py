"""Export of everything: all that a case or an account holds, as one ZIP that is made while it is sent."""
