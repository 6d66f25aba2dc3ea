"""`python -m cobalamin` is the command line."""

from cobalamin.cli import main

main()
