# The production image: web, worker, beat and migrate run from it. No compiler, no development tools, not root.
FROM python:3.12-slim AS requirements
COPY requirements.txt /tmp/requirements.txt
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements.txt

FROM python:3.12-slim
# what WeasyPrint draws payslips with
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1 fonts-liberation \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --user-group --home-dir /app --shell /usr/sbin/nologin app \
 && install -d -o app -g app /app /srv/media
COPY --from=requirements /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=sharedservices.settings \
    STATIC_ROOT=/srv/static \
    MEDIA_ROOT=/srv/media \
    XDG_CACHE_HOME=/tmp/cache
WORKDIR /app
COPY manage.py ./
COPY sharedservices sharedservices
COPY partners partners
COPY finance finance
COPY hr hr
COPY payroll payroll
COPY procurement procurement
COPY templates templates
COPY static static
COPY tools/docker/healthcheck.py /usr/local/bin/healthcheck
RUN chmod 755 /usr/local/bin/healthcheck \
 && SECRET_KEY=only-while-the-image-is-built python manage.py collectstatic --noinput --verbosity 0 \
 && python -m compileall -q /app
USER app
EXPOSE 8000
CMD ["gunicorn", "sharedservices.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm"]
