# One image for every program of Avance; what it is to be is said by its command (compose.yaml).
# No compiler, no package of Debian's, no secret: everything is in the lock files.
FROM python:3.11-slim-bookworm AS base
ENV PATH=/avance/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /avance

# As docs/operations.md installs it; the cache of pip stays with the builder.
FROM base AS packages
COPY requirements.lock requirements-source.lock ./
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m venv .venv \
 && python -m pip install --require-hashes --only-binary=:all: -r requirements.lock \
 && python -m pip install --require-hashes --no-binary=:all: --no-build-isolation --no-deps -r requirements-source.lock \
 && python -m compileall -q -j 0 .venv \
 && python -m pip uninstall --yes pip setuptools

FROM base
RUN groupadd --system --gid 10001 avance \
 && useradd --system --uid 10001 --gid avance --no-create-home --home-dir /nonexistent avance \
 && install --directory --owner=avance --group=avance --mode=0750 /data
COPY --from=packages /avance/.venv .venv
COPY . .
# The pages' files are the code's: in the image, not in the volume, which outlives an upgrade.
ENV VAR_DIR=/data \
    STATIC_ROOT=/avance/collected
RUN python -m compileall -q -j 0 asgi.py dashboard manage.py proyecto scripts workers \
 && SECRET_KEY=only-for-this-line python manage.py collectstatic --noinput --verbosity=0
USER avance
EXPOSE 8000
CMD ["python", "-m", "dashboard.server", "-b", "0.0.0.0", "-p", "8000", "asgi:application"]
