"""The site as a WSGI application, for any server: ``gunicorn lapel.web.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapel.web.settings")

application = get_wsgi_application()
