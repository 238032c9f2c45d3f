package io.alexnet.app;

import io.alexnet.network.Backend;
import io.alexnet.serve.Daemon;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alexnet serve}. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = "alexnet serve --runs=DIR [OPTION]...",
    description = {
      "Trains what it is ordered to over HTTP, one run at a time, and answers while it does.",
      "",
      "SIGTERM and Ctrl-C save what trains; started again, it goes on there. Every request needs a"
          + " token of the file that is made at first start.",
      ""
    })
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description = "Directory of the runs, made if need be. Default: as --config has it.")
  private @Nullable Path runs;

  @Option(
      names = "--data-root",
      paramLabel = "DIR",
      description =
          "Directory below which data sets may lie; may be given several times. Default: none.")
  private List<Path> dataRoots = List.of();

  @Option(
      names = "--port",
      paramLabel = "N",
      converter = Values.CountOrNone.class,
      description = "Port to listen on, 0 for any free one. Default: 8600.")
  private @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "Address to listen on; one that other machines reach needs --remote-access. Default:"
              + " 127.0.0.1.")
  private @Nullable String host;

  @Option(
      names = "--remote-access",
      description =
          "Let other machines connect, over connections that are not encrypted. Default: off.")
  private boolean remoteAccess;

  @Option(
      names = "--allowed-host",
      paramLabel = "NAME",
      description =
          "Name besides localhost by which clients may call it; may be given several times."
              + " Default: none.")
  private List<String> allowedHosts = List.of();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "YAML with the keys of docs/daemon.md; options win over it. Default: none.")
  private @Nullable Path config;

  @Mixin private final Output output;

  ServeCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws InterruptedException {
    // Now, rather than in the first job: a person is there to read what it lacks.
    Backend.load();
    try (Daemon daemon = Daemon.start(flags(), Optional.ofNullable(config));
        StopSignals signals = new StopSignals(stop -> daemon.end(), daemon::snapshot)) {
      output.line("serving on %s, tokens in %s".formatted(daemon.address(), daemon.tokens()));
      daemon.awaitEnd();
      if (signals.received()) {
        output.note("saving what trains");
      }
      return signals.received() ? signals.exitCode() : ExitCode.OK;
    }
  }

  private Map<String, Object> flags() {
    Map<String, Object> flags = new LinkedHashMap<>();
    put(flags, "runs", runs == null ? "" : runs.toString());
    put(flags, "data-roots", dataRoots.stream().map(Path::toString).collect(joined()));
    put(flags, "port", port == null ? "" : port.toString());
    put(flags, "host", host == null ? "" : host);
    put(flags, "remote-access", remoteAccess ? "true" : "");
    put(flags, "allowed-hosts", allowedHosts.stream().collect(joined()));
    return flags;
  }

  private static Collector<CharSequence, ?, String> joined() {
    return Collectors.joining(",");
  }

  private static void put(Map<String, Object> flags, String key, String value) {
    if (!value.isEmpty()) {
      flags.put("alexnet.serve." + key, value);
    }
  }
}
