package io.alexnet.serve;

import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import io.alexnet.serve.http.Gate;
import io.alexnet.serve.runs.RunQueue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A training service, from start to close. */
public final class Daemon implements AutoCloseable {
  /** Below environment variables and system properties, above what is built in. */
  private static final int FILE_ORDER = -250;

  private static final int FLAG_ORDER = 100;

  private final ApplicationContext context;
  private final EmbeddedServer server;

  private Daemon(ApplicationContext context, EmbeddedServer server) {
    this.context = context;
    this.server = server;
  }

  /**
   * Starts; returns when it answers.
   *
   * @param flags keys {@code alexnet.serve.*} and Micronaut's own; they win over the environment,
   *     and that over the file
   * @param file YAML with such keys
   * @throws UserException if a setting is wrong, or the address cannot be listened on
   */
  public static Daemon start(Map<String, Object> flags, Optional<Path> file) {
    ApplicationContext context =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .banner(false)
            .propertySources(
                PropertySource.of("file", file.map(Daemon::read).orElse(Map.of()), FILE_ORDER),
                PropertySource.of("flags", flags, FLAG_ORDER))
            .build();
    try {
      context.getEnvironment().start();
      requireKnownKeys(context);
      context.start();
      Files.createDirectories(context.getBean(ServeSettings.class).runs());
      // Whose tokens are there before anybody asks.
      context.getBean(Gate.class);
      // Whose meters are there before the first scrape.
      context.getBean(MeterRegistry.class);
      EmbeddedServer server = listening(context);
      context.getBean(RunQueue.class).start(server.getURI());
      return new Daemon(context, server);
    } catch (RuntimeException | IOException e) {
      context.close();
      throw said(e);
    }
  }

  private static EmbeddedServer listening(ApplicationContext context) {
    ServeSettings settings = context.getBean(ServeSettings.class);
    try {
      return context.getBean(EmbeddedServer.class).start();
    } catch (ServerStartupException e) {
      if (e.getCause() instanceof BindException cause) {
        throw new UserException(
            "%s:%d cannot be listened on, %s: choose another --port or --host"
                .formatted(settings.host(), settings.port(), Reason.of(cause)),
            e);
      }
      throw e;
    }
  }

  private static Map<String, Object> read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new YamlPropertySourceLoader().read(file.toString(), in);
    } catch (IOException | RuntimeException e) {
      throw new UserException("%s cannot be read as YAML: %s".formatted(file, Reason.of(e)), e);
    }
  }

  /** A misspelt key would go unnoticed: bound is what has a known name. */
  private static void requireKnownKeys(ApplicationContext context) {
    requireKnownKeys(context, TrackingKeys.PREFIX, TrackingKeys.class);
    if (!requireKnownKeys(context, ServeSettings.PREFIX, ServeSettings.class).contains("runs")) {
      throw new UserException(
          "%s.runs is missing: name the directory of the runs".formatted(ServeSettings.PREFIX));
    }
  }

  private static Set<String> requireKnownKeys(
      ApplicationContext context, String prefix, Class<? extends Record> keys) {
    Set<String> known =
        Arrays.stream(keys.getRecordComponents())
            .map(component -> NameUtils.hyphenate(component.getName()))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> given =
        context.getEnvironment().getPropertyEntries(prefix).stream()
            .map(key -> key.replaceFirst("\\[.*", ""))
            .collect(Collectors.toSet());
    Set<String> meant = beginningsInEnvironment(known);
    for (String key : given) {
      if (!known.contains(key) && !meant.contains(key)) {
        throw new UserException(
            "there is no setting %s.%s: it is one of %s"
                .formatted(prefix, key, String.join(", ", known)));
      }
    }
    return given;
  }

  /** A variable ..._DATA_ROOTS might mean data.roots, too: there is a key data then. */
  private static Set<String> beginningsInEnvironment(Set<String> known) {
    Set<String> beginnings = new TreeSet<>();
    for (String key : known) {
      String variable =
          (ServeSettings.PREFIX + "." + key).replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
      if (System.getenv(variable) != null) {
        for (int end = key.indexOf('-'); end >= 0; end = key.indexOf('-', end + 1)) {
          beginnings.add(key.substring(0, end));
        }
      }
    }
    return beginnings;
  }

  /** Out of the wrappings of dependency injection. */
  private static UserException said(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserException user) {
        return user;
      }
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new UserException("the daemon cannot start: " + Reason.of(root), e);
  }

  /** Where it answers. */
  public URI address() {
    return server.getURI();
  }

  /** A part of it, for tests. */
  <T> T part(Class<T> type) {
    return context.getBean(type);
  }

  /** Where its tokens lie. */
  public Path tokens() {
    return context.getBean(ServeSettings.class).tokens();
  }

  /** Waits until it was told to end, by {@link #end} or over HTTP where that is allowed. */
  public void awaitEnd() throws InterruptedException {
    context.getBean(End.class).await();
  }

  /** Tells it to end. */
  public void end() {
    context.getBean(End.class).come();
  }

  /** Saves what trains and goes on. */
  public void snapshot() {
    context.getBean(RunQueue.class).live().ifPresent(run -> run.control().snapshot("signal"));
  }

  /** Stops answering, then whatever it does. */
  @Override
  public void close() {
    context.close();
  }
}
