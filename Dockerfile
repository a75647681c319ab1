FROM python:3.13-slim-bookworm

# WeasyPrint, which makes the PDF files, draws text with Pango.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock && python -m compileall -q /usr/local/lib

COPY . .
# Translations and static files are part of the image; the values are for this step alone.
ENV KAM_STATIC=/app/static-files
RUN python -m compileall -q kam accounts planning scoring reviews \
    && SECRET_KEY=build KAM_URL=http://build DATABASE_URL=postgresql://build/build REDIS_URL=redis://build \
       KAM_HOME=/tmp python manage.py prepare --files-only

# Private files live in a volume that web and worker share.
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin kam \
    && install --directory --owner kam --group kam --mode 0750 /data
ENV KAM_HOME=/data HOME=/tmp
VOLUME /data
USER 10001

EXPOSE 8000
CMD ["python", "-m", "granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "--respawn-failed-workers", "kam.wsgi:application"]
