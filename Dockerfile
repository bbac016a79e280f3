# Three images from one base: `app` runs every part of the office, `proxy` is its door. A mirror of the base may be
# named: --build-arg BASE=registry.example/debian:12-slim
ARG BASE=debian:12-slim

FROM ${BASE} AS python
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates python3 \
 && rm -rf /var/lib/apt/lists/*

# Exactly the locked packages, by hash, and no installer beside them. Where packages come from another place than
# PyPI, the settings are handed in at build time: --secret id=pip,src=pip.conf --secret id=ca,src=ca-certificates.crt
FROM python AS packages
RUN apt-get update && apt-get install --yes --no-install-recommends python3-venv
RUN python3 -m venv /tool && python3 -m venv --without-pip /opt/redaktion/venv
COPY requirements.txt /tmp/
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=secret,id=ca,target=/run/secrets/ca \
    if [ -s /run/secrets/ca ]; then export PIP_CERT=/run/secrets/ca; fi; \
    /tool/bin/pip --disable-pip-version-check --python /opt/redaktion/venv/bin/python install \
    --no-cache-dir --require-hashes --only-binary :all: --requirement /tmp/requirements.txt
COPY deploy/sbom.py /tmp/
RUN /opt/redaktion/venv/bin/python /tmp/sbom.py /tmp/requirements.txt 0.1.0 > /opt/redaktion/sbom.json

FROM python AS app
RUN groupadd --gid 10001 redaktion \
 && useradd --uid 10001 --gid 10001 --home-dir /var/lib/redaktion --no-create-home --shell /usr/sbin/nologin redaktion \
 && install --directory --owner redaktion --group redaktion --mode 0750 \
    /var/lib/redaktion /var/lib/redaktion/media /var/lib/record /var/lib/redaktion/high-water
COPY --from=packages /opt/redaktion /opt/redaktion
WORKDIR /opt/redaktion
COPY alembic.ini ./
COPY data data
COPY migrations migrations
COPY docs/handbuch docs/handbuch
COPY docs/images docs/images
COPY app app
RUN /opt/redaktion/venv/bin/python -m compileall -q app migrations
ENV PATH=/opt/redaktion/venv/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    REDAKTION_DATA_DIR=/var/lib/redaktion
USER 10001:10001
ENTRYPOINT ["python", "-m", "app.cli"]

FROM ${BASE} AS proxy
RUN apt-get update \
 && apt-get install --yes --no-install-recommends nginx-light libnginx-mod-stream \
 && rm -rf /var/lib/apt/lists/* /etc/nginx/sites-enabled /etc/nginx/conf.d
COPY deploy/proxy/nginx.conf /etc/nginx/nginx.conf
COPY --chmod=0755 deploy/proxy/start deploy/proxy/relay /usr/local/bin/
USER 10001:10001
ENTRYPOINT ["start"]
