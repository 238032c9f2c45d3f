package io.alexnet.serve.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.serve.jobs.WorstImages;
import io.alexnet.serve.pictures.Filters;
import io.alexnet.serve.pictures.Preview;
import io.alexnet.serve.runs.RunQueue;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** Pictures of a run. */
@Controller("/api/v1/runs/{name}/images")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PicturesController {
  private final RunQueue runs;
  private final WorstImages worst;

  PicturesController(RunQueue runs, WorstImages worst) {
    this.runs = runs;
    this.worst = worst;
  }

  @Get(value = "/filters.png", produces = MediaType.IMAGE_PNG)
  byte[] filters(String name, @QueryValue(defaultValue = "last") String checkpoint) {
    return Filters.png(runs.files(name).checkpoint(checkpoint));
  }

  @Get(value = "/preview.png", produces = MediaType.IMAGE_PNG)
  byte[] preview(String name, @QueryValue(defaultValue = "last") String checkpoint) {
    return Preview.png(runs.files(name).checkpoint(checkpoint), runs.data(name));
  }

  /** Looks for them if nobody asked before. */
  @Get("/worst")
  HttpResponse<JsonNode> worst(String name, @QueryValue(defaultValue = "best") String checkpoint) {
    JsonNode found = worst.get(name, checkpoint);
    return found.get("status").asText().equals("done")
        ? HttpResponse.ok(found)
        : HttpResponse.<JsonNode>accepted().body(found);
  }

  @Get(value = "/worst.png", produces = MediaType.IMAGE_PNG)
  byte[] worstPicture(String name, @QueryValue(defaultValue = "best") String checkpoint) {
    return worst.png(name, checkpoint);
  }
}
