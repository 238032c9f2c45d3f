package io.alexnet.serve;

import io.alexnet.common.UserException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the daemon is given: the keys {@code alexnet.serve.*}, described in docs/daemon.md.
 *
 * @param runs directory of the runs, made if need be
 * @param dataRoots directories below which data sets may lie
 * @param host address to listen on
 * @param port to listen on; 0 for any free one
 * @param remoteAccess whether other machines may connect: without, only loopback addresses are
 *     listened on
 * @param allowedHosts names, besides the loopback ones, by which clients may call the daemon
 * @param tokenFile where the tokens lie; made at first start
 * @param maxConnections open at once
 * @param headerTimeout in which a request's head, and then its body, must have come
 * @param maxUpload bytes of a picture to predict
 * @param minFreeDisk bytes that must be left in {@code runs} for the daemon to be ready
 */
@ConfigurationProperties(ServeSettings.PREFIX)
public record ServeSettings(
    Path runs,
    @Bindable(defaultValue = "") List<Path> dataRoots,
    @Bindable(defaultValue = "127.0.0.1") String host,
    @Bindable(defaultValue = "8600") int port,
    @Bindable(defaultValue = "false") boolean remoteAccess,
    @Bindable(defaultValue = "") List<String> allowedHosts,
    @Bindable(defaultValue = "") String tokenFile,
    @Bindable(defaultValue = "256") int maxConnections,
    @Bindable(defaultValue = "10s") Duration headerTimeout,
    @Bindable(defaultValue = "16MB") @ReadableBytes long maxUpload,
    @Bindable(defaultValue = "1GB") @ReadableBytes long minFreeDisk) {
  static final String PREFIX = "alexnet.serve";

  /**
   * @throws UserException naming the key that is wrong
   */
  public ServeSettings {
    dataRoots = List.copyOf(dataRoots);
    allowedHosts = List.copyOf(allowedHosts);
    require(port >= 0 && port <= 65_535, "port", port, "from 0 to 65535");
    require(maxConnections >= 1, "max-connections", maxConnections, "1 or more");
    require(headerTimeout.toMillis() > 0, "header-timeout", headerTimeout, "above zero");
    require(
        maxUpload >= 1 && maxUpload <= Integer.MAX_VALUE,
        "max-upload",
        maxUpload,
        "from 1 byte to 2 GB");
    require(minFreeDisk >= 0, "min-free-disk", minFreeDisk, "0 or more");
    if (!remoteAccess && !isLoopback(host)) {
      throw new UserException(
          "%s.host %s can be reached from other machines: say so with %s.remote-access true, or listen on 127.0.0.1"
              .formatted(PREFIX, host, PREFIX));
    }
  }

  private static void require(boolean holds, String key, Object value, String range) {
    if (!holds) {
      throw new UserException("%s.%s must be %s, not %s".formatted(PREFIX, key, range, value));
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new UserException(
          "%s.host %s is not an address of this machine".formatted(PREFIX, host), e);
    }
  }

  /** Where the tokens lie: {@link #tokenFile}, or the file {@code tokens} beside the runs. */
  public Path tokens() {
    return tokenFile.isEmpty() ? runs.resolve(".tokens") : Path.of(tokenFile);
  }
}
