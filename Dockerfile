# The bot alone, in an image without anything else. To build it:
#
#   docker build --build-arg VERSION="$(git describe --tags --always)" -t asapbot .
#
# It runs as an unprivileged user with a read-only file system; all that it
# writes is in /data. The configuration is mounted, the secrets too:
#
#   docker run --read-only --cap-drop ALL --security-opt no-new-privileges \
#     -v asapbot:/data \
#     -v ./asapbot.yaml:/etc/asapbot/config.yaml:ro \
#     -v ./secrets:/run/secrets:ro \
#     asapbot
#
# The files of the secrets must be readable by user 65532 and closed to others.

FROM golang:1.26.8 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY Makefile ./
COPY bot bot
COPY cmd/asapbot cmd/asapbot
COPY config config
COPY flows flows
COPY locales locales
ARG VERSION=unversioned
RUN make build VERSION="$VERSION" && mkdir -m 0700 /empty

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /src/bin/asapbot /asapbot
COPY --from=build --chown=65532:65532 /empty /data
USER 65532:65532
VOLUME /data
ENTRYPOINT ["/asapbot"]
CMD ["run", "--config", "/etc/asapbot/config.yaml"]
