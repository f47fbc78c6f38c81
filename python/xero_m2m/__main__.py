"""`python -m xero_m2m`: the command `xero-m2m`."""

from ._cli import main

if __name__ == "__main__":
    main()
