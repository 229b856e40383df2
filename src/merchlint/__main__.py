"""`python -m merchlint`."""

from merchlint.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
