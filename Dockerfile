# The site, for a server. Build: docker build -t lapel .   Run: see compose.yaml and docs/how-to/serve.md.
FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN pip install --no-cache-dir "$(sed -n 's/.*"\(uv==[0-9.]*\)".*/\1/p' pyproject.toml)" \
 && uv export --frozen --no-dev --extra postgres --no-emit-project --output-file /tmp/requirements.txt --quiet \
 && python -m venv /opt/lapel \
 && /opt/lapel/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.txt \
 && /opt/lapel/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 lapel && install -d -o lapel /data
COPY --from=build /opt/lapel /opt/lapel
USER lapel
ENV PATH=/opt/lapel/bin:$PATH LAPEL_MODE=production LAPEL_SITE=/data LAPEL_CACHE=/data/cache PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
CMD ["lapel", "serve", "--host", "0.0.0.0"]
