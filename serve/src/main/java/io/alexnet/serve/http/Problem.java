package io.alexnet.serve.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;

/**
 * Why a request was not answered, as RFC 7807 has it. Never holds what the request said.
 *
 * @param title of the status
 * @param status HTTP's
 * @param detail in words; empty if the title says it all
 */
public record Problem(
    String title, int status, @JsonInclude(JsonInclude.Include.NON_EMPTY) String detail) {
  static final String MEDIA_TYPE = MediaType.APPLICATION_JSON_PROBLEM;

  /** A response that says so. */
  static MutableHttpResponse<Problem> response(HttpStatus status, String detail) {
    return on(HttpResponse.status(status), detail);
  }

  /** Makes an answer say so and nothing else. */
  static MutableHttpResponse<Problem> on(MutableHttpResponse<?> response, String detail) {
    Problem problem = new Problem(response.reason(), response.code(), detail);
    return response.body(problem).contentType(MEDIA_TYPE);
  }
}
