"""The server behind ``lapel serve``: gunicorn, set up for this site."""

import gc
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our settings; it serves until it is told to stop."""

    def __init__(self, bind: str, workers: int) -> None:
        self.chosen = {
            "bind": bind,
            "workers": workers,
            "threads": 4,
            "worker_class": "gthread",
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": 10,
            "max_requests": 1_000_000,
            "max_requests_jitter": 100_000,
            "limit_request_line": 4_094,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
        }
        super().__init__()

    def load_config(self) -> None:
        """Take the settings."""
        for name, value in self.chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Give the application, with the catalogue and the questions read before the workers part."""
        from lapel.web.records.mine import catalogue
        from lapel.web.study.desk import library
        from lapel.web.wsgi import application

        catalogue()
        library()
        # What is there now stays: no worker need look through it for garbage, or copy it by doing so.
        gc.collect()
        gc.freeze()
        return application
