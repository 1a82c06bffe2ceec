"""`python -m cartograf` is the command."""

from ._command import main

main()
