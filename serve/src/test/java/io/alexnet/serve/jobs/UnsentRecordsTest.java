package io.alexnet.serve.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.alexnet.serve.Served;
import io.alexnet.serve.TrainingData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An MLflow server that comes back after the run that it was to be told of has ended. */
final class UnsentRecordsTest {
  private static final String ANSWER =
      """
      {"experiment": {"experiment_id": "1"}, "runs": [], "run": {"info": {"run_id": "r"}}}\
      """;

  @TempDir private Path data;
  @TempDir private Path runs;
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private HttpServer mlflow;
  private volatile boolean away = true;

  @BeforeEach
  void listen() throws IOException {
    mlflow = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    mlflow.createContext("/", this::answer);
    mlflow.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    byte[] text = ANSWER.getBytes(StandardCharsets.UTF_8);
    if (!away) {
      taken.add(exchange.getRequestURI().getPath() + " " + body);
    }
    exchange.sendResponseHeaders(away ? 503 : 200, text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }

  @AfterEach
  void hangUp() {
    mlflow.stop(0);
  }

  @Test
  void isToldTheRestOnceByTheDaemonThatHoldsTheRun() throws Exception {
    TrainingData.write(data);
    try (Served served =
        Served.start(
            runs,
            "alexnet.serve.data-roots",
            data.toString(),
            "alexnet.tracking.mlflow-uri",
            "http://127.0.0.1:" + mlflow.getAddress().getPort())) {
      served.ask("POST", "/api/v1/runs", TrainingData.order("told", 2));
      TrainingData.awaitStatus(served, "told", "ended");
      UnsentRecords sweep = served.part(UnsentRecords.class);
      sweep.run();
      assertThat(taken).as("while it is away").isEmpty();
      away = false;
      sweep.run();
      assertThat(taken)
          .anyMatch(line -> line.contains("runs/create") && line.contains("\"told\""))
          .anyMatch(line -> line.contains("runs/log-batch") && line.contains("val/top1_error"))
          .last()
          .asString()
          .contains("runs/update", "FINISHED");
      int all = taken.size();
      sweep.run();
      assertThat(taken).as("it was told all before").hasSize(all);
    }
  }
}
