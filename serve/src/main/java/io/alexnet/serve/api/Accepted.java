package io.alexnet.serve.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.common.UserException;
import io.alexnet.serve.http.Refusal;
import io.alexnet.serve.runs.Json;
import io.alexnet.serve.runs.RunFiles;
import io.alexnet.train.Journal;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Answers to what a run does between two of its steps. */
final class Accepted {
  /** A step of the largest network takes no longer, a validation does. */
  private static final int SECONDS = 5;

  private Accepted() {}

  /** It will be done; how the run is then, the address says. */
  static HttpResponse<JsonNode> response(String name, Object status) {
    return HttpResponse.<JsonNode>accepted(URI.create("/api/v1/runs/" + name))
        .body(Json.tree(Map.of("status", status)));
  }

  /** It was asked to; what came of it is in the journal. */
  static HttpResponse<?> later(String name, CompletionStage<Journal.Entry> answer) {
    return answer.toCompletableFuture().isCompletedExceptionally()
        ? entryOrLater(name, answer)
        : response(name, "asked");
  }

  /**
   * Waits a little for the run's answer.
   *
   * @return 200 with the line it left in the journal, or 202 if it was not heard yet
   * @throws Refusal if it was not done
   */
  static HttpResponse<?> entryOrLater(String name, CompletionStage<Journal.Entry> answer) {
    try {
      JsonNode entry = RunFiles.entry(answer.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS));
      return HttpResponse.ok(entry);
    } catch (TimeoutException e) {
      return response(name, "asked");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return response(name, "asked");
    } catch (ExecutionException e) {
      throw new Refusal(
          HttpStatus.CONFLICT,
          e.getCause() instanceof UserException user
              ? Optional.ofNullable(user.getMessage()).orElse("")
              : "it could not be done");
    }
  }
}
