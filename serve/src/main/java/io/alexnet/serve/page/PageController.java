package io.alexnet.serve.page;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.nio.charset.StandardCharsets;

/** Hands out the page's files. */
@Controller
final class PageController {
  private final PageFiles files;

  PageController(PageFiles files) {
    this.files = files;
  }

  @Get(uris = {"/", "/page/{file}"})
  HttpResponse<byte[]> file(HttpRequest<?> request) {
    return files
        .get(request.getPath())
        .map(
            file ->
                HttpResponse.ok(file.text().getBytes(StandardCharsets.UTF_8))
                    .contentType(file.type()))
        .orElseGet(HttpResponse::notFound);
  }
}
