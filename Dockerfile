# The daemon: built with Maven, run on Debian's Java. docs/operations.md says how, and how for a GPU.
ARG RUNTIME=debian:bookworm-slim

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
# For a GPU: -Pcuda
ARG MAVEN_PROFILE=""
RUN mvn -B -ntp -q -Dmaven.test.skip=true -Dspotless.check.skip=true ${MAVEN_PROFILE} -pl app -am package

FROM ${RUNTIME}
# Debian calls it libturbojpeg0, Ubuntu libturbojpeg.
ARG TURBOJPEG=libturbojpeg0
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      openjdk-17-jre-headless ${TURBOJPEG} curl \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 1000 --user-group --home-dir /var/lib/alexnet --create-home --shell /usr/sbin/nologin alexnet
COPY alexnet /opt/alexnet/alexnet
COPY --from=build /src/app/target/alexnet /opt/alexnet/app/target/alexnet
# Native libraries are unpacked below the user's home, which Java would otherwise look up.
ENV ALEXNET_JAVA_OPTS="-Duser.home=/var/lib/alexnet"
USER 1000:1000
WORKDIR /var/lib/alexnet
VOLUME /var/lib/alexnet
EXPOSE 8600
ENTRYPOINT ["/opt/alexnet/alexnet"]
CMD ["--help"]
