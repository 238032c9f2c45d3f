package io.alexnet.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every comparison has, and how it is carried out and reported. */
final class Measuring {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--pairs",
      paramLabel = "N",
      converter = Count.class,
      description = "How often each side is measured. Default: ${DEFAULT-VALUE}.")
  private int pairs = 7;

  @Option(
      names = "--warm-ups",
      paramLabel = "N",
      converter = Count.OrNone.class,
      description = "Pairs before those that count. Default: ${DEFAULT-VALUE}.")
  private int warmUps = 2;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      converter = Count.class,
      description = "For a side to get ready or to do its work once. Default: ${DEFAULT-VALUE}.")
  private int timeout = 600;

  @Option(
      names = "--json",
      description = "Prints one JSON object as the last line on standard output.")
  private boolean json;

  private final List<Map<String, Object>> figures = new ArrayList<>();

  /** Measures one figure and prints it. */
  void compare(String figure, Side ours, Side peer) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(figure);
    Machine.describe().forEach((name, value) -> out.println("  %-8s %s".formatted(name, value)));
    Duration patience = Duration.ofSeconds(timeout);
    try (RunningSide first = new RunningSide(ours, patience);
        RunningSide second = new RunningSide(peer, patience)) {
      for (RunningSide side : List.of(first, second)) {
        out.println("  %-8s %s".formatted(side.name(), side.description()));
      }
      report(Comparison.measure(figure, first, second, warmUps, pairs, out::println));
    }
  }

  /** Prints the JSON object if it was asked for; to be called once, at the end. */
  void finish() throws JsonProcessingException {
    if (json) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("machine", Machine.describe());
      result.put("figures", figures);
      spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(result));
    }
  }

  private void report(Comparison result) {
    double[] ratios = result.ratios();
    double least = Arrays.stream(ratios).min().orElseThrow();
    double most = Arrays.stream(ratios).max().orElseThrow();
    PrintWriter out = spec.commandLine().getOut();
    for (Comparison.Timed side : List.of(result.ours(), result.peer())) {
      out.println("median   %10.1f images/s %s".formatted(side.rate(), side.name()));
    }
    out.println(
        "ratio    %10.3f median of %d pairs, %.3f to %.3f"
            .formatted(result.ratio(), ratios.length, least, most));
    Map<String, Object> figure = new LinkedHashMap<>();
    figure.put("figure", result.figure());
    figure.put("ratio", result.ratio());
    figure.put("ratio_min", least);
    figure.put("ratio_max", most);
    figure.put("ratios", ratios);
    figure.put("ours", json(result.ours()));
    figure.put("peer", json(result.peer()));
    figures.add(figure);
  }

  private static Map<String, Object> json(Comparison.Timed side) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("name", side.name());
    keys.put("description", side.description());
    keys.put("images_per_second", side.rate());
    keys.put("images", side.images());
    keys.put("seconds", side.seconds());
    return keys;
  }
}
