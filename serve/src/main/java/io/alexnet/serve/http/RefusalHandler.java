package io.alexnet.serve.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.util.Objects;

/** A {@link Refusal} is an answer, not a failure of the server's. */
@Singleton
final class RefusalHandler implements ExceptionHandler<Refusal, HttpResponse<?>> {
  @Override
  @SuppressWarnings("rawtypes") // As the interface has it.
  public HttpResponse<?> handle(HttpRequest request, Refusal refusal) {
    return Problem.response(refusal.status(), Objects.requireNonNullElse(refusal.getMessage(), ""));
  }
}
