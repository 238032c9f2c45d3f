package io.alexnet.serve.http;

import io.alexnet.serve.ServeSettings;
import io.alexnet.serve.page.PageFiles;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.annotation.PreMatching;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What every request passes before a route is looked for, whatever its method and path: called by a
 * name of ours, from no foreign page, with a token whose role is enough, saying JSON or nothing.
 * Paths that do not exist are refused like those that do.
 */
@Singleton
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
public final class Gate implements Ordered {
  private static final Set<HttpMethod> LOOKING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final List<String> DAEMON = List.of("/loggers", "/stop", "/refresh", "/env");
  private static final String BEARER = "Bearer ";

  private final HostRule hosts;
  private final Tokens tokens;

  /** Answered without a token: whether the daemon lives, and the page's files. */
  private final Set<String> open;

  private final GuessLimit guesses = new GuessLimit(InstantSource.system());

  Gate(ServeSettings settings, PageFiles page) {
    hosts = new HostRule(settings.allowedHosts());
    tokens = Tokens.at(settings.tokens());
    open = new HashSet<>(page.paths());
    open.add("/health/liveness");
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  /** The refusal; empty to go on. */
  @PreMatching
  @RequestFilter
  Optional<HttpResponse<?>> admit(HttpRequest<?> request) {
    HttpHeaders headers = request.getHeaders();
    if (!hosts.allows(
        headers.getAll(HttpHeaders.HOST),
        headers.getAll(HttpHeaders.ORIGIN),
        headers.getAll("Sec-Fetch-Site"))) {
      return Optional.of(
          Problem.response(
              HttpStatus.FORBIDDEN,
              "this is not a name or page by which the daemon may be called"));
    }
    if (LOOKING.contains(request.getMethod()) && open.contains(request.getPath())) {
      return Optional.empty();
    }
    Optional<Role> role = role(headers.getAll(HttpHeaders.AUTHORIZATION));
    if (role.isEmpty()) {
      return Optional.of(unknown());
    }
    if (!role.get().includes(needed(request))) {
      return Optional.of(
          Problem.response(HttpStatus.FORBIDDEN, "the token's role is not enough for this"));
    }
    request.setUserPrincipal(role.get());
    return Optional.empty();
  }

  private Optional<Role> role(List<String> authorizations) {
    return authorizations.size() == 1 && authorizations.get(0).startsWith(BEARER)
        ? tokens.role(authorizations.get(0).substring(BEARER.length()))
        : Optional.empty();
  }

  private HttpResponse<?> unknown() {
    if (guesses.exceeded()) {
      return Problem.response(HttpStatus.TOO_MANY_REQUESTS, "too many requests without a token")
          .header(HttpHeaders.RETRY_AFTER, "1");
    }
    return Problem.response(HttpStatus.UNAUTHORIZED, "give a token of the daemon's token file")
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
  }

  private static Role needed(HttpRequest<?> request) {
    if (LOOKING.contains(request.getMethod())) {
      return Role.VIEWER;
    }
    return DAEMON.stream().anyMatch(request.getPath()::startsWith) ? Role.ADMIN : Role.OPERATOR;
  }
}
