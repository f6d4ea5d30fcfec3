"""Checks claims about the real systems and our command, each for itself."""
import logging, sys, tempfile, traceback, warnings

from command import Command, parser


def same(found, expected):
    assert found == expected, f"found {found!r}, expected {expected!r}"


def run(description, groups):
    """Checks every claim and ends the process with 1 when one does not hold.

    groups(command, folder) makes the objects whose methods are the claims: those whose name begins with check; what such a method
    is documented with is the claim. The folder is theirs to write to.
    """
    options = parser(description)
    options.add_argument("--only", default="", help="check only what has this in its name")
    options = options.parse_args()
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="flavor-interop-") as folder:
        checks = [
            getattr(group, name)
            for group in groups(Command(options.flavor), folder)
            for name in dir(group)
            if name.startswith("check") and options.only in name
        ]
        for check in checks:
            try:
                check()
                print(f"passed: {check.__doc__}", flush=True)
            except Exception as error:
                failed += 1
                print(f"FAILED: {check.__doc__}: {error}", flush=True)
                if not isinstance(error, AssertionError):
                    traceback.print_exc(file=sys.stdout)
    print(f"{len(checks) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not checks else 0)
