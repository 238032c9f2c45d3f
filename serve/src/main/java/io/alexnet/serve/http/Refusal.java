package io.alexnet.serve.http;

import io.micronaut.http.HttpStatus;

/** A request that cannot be done, and why; becomes a {@link Problem}. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final HttpStatus status;

  /**
   * @param detail in words; nothing that the request said
   */
  public Refusal(HttpStatus status, String detail) {
    super(detail);
    this.status = status;
  }

  HttpStatus status() {
    return status;
  }
}
