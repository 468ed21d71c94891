FROM python:3.12-slim AS build
WORKDIR /build
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /opt/nutgraf \
 && /opt/nutgraf/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY index index
COPY prompts prompts
COPY service service
RUN /opt/nutgraf/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 nutgraf \
 && install -d -o nutgraf -g nutgraf /data
COPY --from=build /opt/nutgraf /opt/nutgraf
ENV PATH=/opt/nutgraf/bin:$PATH \
    NUTGRAF_DATA_DIR=/data/archive \
    NUTGRAF_CACHE_DIR=/data/cache \
    NUTGRAF_HOST=0.0.0.0
USER nutgraf
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD \
  ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["nutgraf"]
CMD ["serve"]
