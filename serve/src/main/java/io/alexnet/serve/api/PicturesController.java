package io.alexnet.serve.api;

import io.alexnet.serve.pictures.Filters;
import io.alexnet.serve.pictures.Preview;
import io.alexnet.serve.runs.RunQueue;
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

  PicturesController(RunQueue runs) {
    this.runs = runs;
  }

  @Get(value = "/filters.png", produces = MediaType.IMAGE_PNG)
  byte[] filters(String name, @QueryValue(defaultValue = "last") String checkpoint) {
    return Filters.png(runs.files(name).checkpoint(checkpoint));
  }

  @Get(value = "/preview.png", produces = MediaType.IMAGE_PNG)
  byte[] preview(String name, @QueryValue(defaultValue = "last") String checkpoint) {
    return Preview.png(runs.files(name).checkpoint(checkpoint), runs.data(name));
  }
}
