package io.alexnet.serve.http;

import io.micronaut.context.annotation.Primary;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;

/**
 * Gives every error of the server the same face, whether a route refuses or none was found. What
 * the framework would say of an error is left out: it quotes the request.
 */
@Singleton
@Primary
final class Problems implements ErrorResponseProcessor<Problem> {
  @Override
  public MutableHttpResponse<Problem> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    return Problem.on(response, "");
  }
}
