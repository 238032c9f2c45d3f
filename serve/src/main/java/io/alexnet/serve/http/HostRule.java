package io.alexnet.serve.http;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * By which names the daemon may be called, and from which pages. A page of another site that makes
 * a browser call it, through a name of its own that leads here (DNS rebinding) or across sites, is
 * told by the headers Host, Origin and Sec-Fetch-Site, which scripts cannot set.
 */
final class HostRule {
  private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

  private final Set<String> names;

  /**
   * @param others names besides those of the loopback addresses
   */
  HostRule(List<String> others) {
    names =
        Stream.concat(LOOPBACK.stream(), others.stream())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether such a request may be answered.
   *
   * @param hosts all Host headers, as sent
   * @param origins all Origin headers
   * @param sites all Sec-Fetch-Site headers
   */
  boolean allows(List<String> hosts, List<String> origins, List<String> sites) {
    if (hosts.size() != 1 || !names.contains(name(hosts.get(0)))) {
      return false;
    }
    String origin = "http://" + hosts.get(0);
    return origins.stream().allMatch(origin::equalsIgnoreCase)
        && sites.stream().allMatch(OWN_SITE::contains);
  }

  /** Without its port. */
  private static String name(String host) {
    return host.replaceFirst(":[0-9]{1,5}$", "").toLowerCase(Locale.ROOT);
  }
}
