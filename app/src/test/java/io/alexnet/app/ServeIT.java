package io.alexnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alexnet.app.Shipped.Ended;
import io.alexnet.train.Checkpoint;
import io.alexnet.train.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as it is shipped: started, told to end, killed, started again. */
final class ServeIT {
  @TempDir private Path scratch;

  private Path runs() {
    return scratch.resolve("runs");
  }

  private RunningDaemon serve(Object... more) throws IOException, InterruptedException {
    return new RunningDaemon(scratch, runs(), more);
  }

  private List<Journal.Entry> journal(String event) {
    return Journal.read(runs().resolve("one")).stream()
        .filter(entry -> entry.event().equals(event))
        .toList();
  }

  @Test
  void toldToEndOrKilledItGoesOnWhereItWas() throws Exception {
    long saved;
    try (RunningDaemon first = serve()) {
      first.order("one", 1000);
      first.awaitStep("one", 1);
      first.terminate();
      assertThat(journal("stopped"))
          .singleElement()
          .satisfies(entry -> assertThat(entry.details()).containsEntry("by", "daemon"));
      saved = Checkpoint.open(runs().resolve("one")).state().step();
      assertThat(saved)
          .as("saved at the step it ended at")
          .isEqualTo(journal("stopped").get(0).step());
    }
    try (RunningDaemon second = serve()) {
      second.awaitStep("one", saved + 1);
    }
    try (RunningDaemon third = serve()) {
      third.awaitStep("one", 1);
      assertThat(journal("resumed"))
          .hasSize(2)
          .first()
          .extracting(Journal.Entry::step)
          .isEqualTo(saved);
    }
  }

  @Test
  void onRequestEveryWordIsAnObject() throws Exception {
    try (RunningDaemon daemon = serve("--log-format", "json")) {
      daemon.order("one", 2);
      daemon.awaitEnd("one");
      daemon.terminate();
      List<JsonNode> lines = objects(Stream.concat(daemon.out().stream(), daemon.err().stream()));
      assertThat(lines)
          .allSatisfy(
              line -> {
                assertThat(Instant.parse(line.path("time").asText())).isAfter(Instant.EPOCH);
                assertThat(line.path("level").asText()).isIn("INFO", "WARN", "ERROR");
                assertThat(names(line)).isSubsetOf("time", "level", "logger", "message", "run");
              });
      assertThat(lines.get(0).path("message").asText()).startsWith("serving on http://127.0.0.1:");
      assertThat(lines)
          .filteredOn(line -> line.path("run").asText().equals("one"))
          .extracting(line -> line.path("message").asText())
          .anyMatch(message -> message.startsWith("started at step 0, preset mini"))
          .anyMatch(message -> message.startsWith("epoch 1/2 done: loss "))
          .anyMatch(message -> message.startsWith("epoch 2/2 done: loss "))
          .anyMatch(message -> message.startsWith("ended at step "));
    }
  }

  private static List<JsonNode> objects(Stream<String> lines) throws IOException {
    List<JsonNode> objects = new ArrayList<>();
    for (String line : lines.toList()) {
      objects.add(new ObjectMapper().readTree(line));
    }
    return objects;
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void anAddressThatOthersReachRefusesToStart() throws Exception {
    Object[] open = {"serve", "--runs", runs(), "--host", "0.0.0.0"};
    assertThat(Shipped.run(open).requireExitCode(1).err())
        .containsExactly(
            "alexnet: alexnet.serve.host 0.0.0.0 can be reached from other machines: say so with"
                + " alexnet.serve.remote-access true, or listen on 127.0.0.1");
  }

  @Test
  void anErrorIsAnObjectWithItsTraceOnDemand() throws Exception {
    Ended ended =
        Shipped.run("serve", "--runs", runs(), "--host", "0.0.0.0", "--log-format=json", "--debug")
            .requireExitCode(1);
    JsonNode error = objects(ended.err().stream()).get(ended.err().size() - 1);
    assertThat(error.path("level").asText()).isEqualTo("ERROR");
    assertThat(error.path("message").asText()).contains("can be reached from other machines");
    assertThat(error.path("stack_trace").asText()).contains("UserException", "\tat io.alexnet");
    Ended usage = Shipped.run("serve", "--log-format=json", "--prot", "1").requireExitCode(2);
    assertThat(objects(usage.err().stream()))
        .singleElement()
        .satisfies(line -> assertThat(names(line)).doesNotContain("stack_trace"));
  }
}
