"""``lapel serve``: the whole road in a browser, on this machine."""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from ipaddress import ip_address

from lapel.cli.common import parser

ABOUT = """Serve the site. On its own it serves this machine alone, at http://127.0.0.1:8000: nothing to set up, nothing
to sign up for, and nothing leaves the machine. To serve others, set LAPEL_MODE=production and what it then asks for
(docs/how-to/serve.md)."""

EXAMPLES = (
    "lapel serve",
    "lapel serve --port 8080",
    "LAPEL_MODE=production LAPEL_SECRET_KEY=… LAPEL_HOSTS=lapel.example.org lapel serve --host 0.0.0.0",
)


def run(argv: Sequence[str]) -> int:
    """Parse, prepare the database, serve until stopped."""
    arguments = parser("serve", ABOUT, EXAMPLES)
    arguments.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help="where to listen (default: 127.0.0.1)"
    )
    arguments.add_argument("--port", type=int, default=8000, metavar="N", help="the port (default: 8000)")
    arguments.add_argument("--workers", type=int, default=2, metavar="N", help="processes that answer (default: 2)")
    args = arguments.parse_args(argv)
    return _serve(args)


def _serve(args: Namespace) -> int:
    mode = os.environ.setdefault("LAPEL_MODE", "local")
    if mode == "local" and not _is_this_machine(args.host):
        print(
            f"lapel serve: found the address {args.host}, expected this machine's own (127.0.0.1), since the site\n"
            "runs for one person. To serve others, set LAPEL_MODE=production, LAPEL_SECRET_KEY and LAPEL_HOSTS\n"
            "(docs/how-to/serve.md).",
            file=sys.stderr,
        )
        return 2
    if wrong := _unreadable():
        print(f"lapel serve: the calibration of the questions cannot be read.\n{wrong}", file=sys.stderr)
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapel.web.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import call_command

    try:
        django.setup()
    except ImproperlyConfigured as error:
        print(f"lapel serve: {error}", file=sys.stderr)
        return 2
    call_command("migrate", verbosity=0, interactive=False)
    call_command("clearsessions", verbosity=0)
    from django.db import connections

    from lapel.web.server import Server

    connections.close_all()  # the workers open their own

    if mode == "local":
        print(f"Lapel is at http://{args.host}:{args.port}  (Ctrl-C stops it)", flush=True)
    Server(f"{args.host}:{args.port}", args.workers).run()
    return 0


def _unreadable() -> str:
    """Say what is wrong with the questions' calibration, before a visitor meets it; nothing where all is well."""
    from lapel.loading.questions import load_questions
    from lapel.model.located import Problems

    try:
        load_questions()
    except Problems as problems:
        return str(problems)
    return ""


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
