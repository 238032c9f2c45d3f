package io.alexnet.serve.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.alexnet.serve.http.Refusal;
import io.micronaut.http.HttpStatus;
import java.util.List;

/**
 * A part of a long list.
 *
 * @param items in order
 * @param nextPageToken by which to ask for those after them; empty if these are the last by now
 */
record Page(
    List<JsonNode> items, @JsonInclude(JsonInclude.Include.NON_EMPTY) String nextPageToken) {
  private static final int MOST = 1000;

  /**
   * @param token of the page before; empty for the first
   */
  static Page of(List<JsonNode> all, int limit, String token) {
    if (limit < 1 || limit > MOST || !token.matches("[0-9]{0,9}")) {
      throw new Refusal(
          HttpStatus.BAD_REQUEST,
          "limit is a number from 1 to %d, page_token what the page before said".formatted(MOST));
    }
    int from = Math.min(all.size(), token.isEmpty() ? 0 : Integer.parseInt(token));
    int to = Math.min(all.size(), from + limit);
    return new Page(all.subList(from, to), to < all.size() ? String.valueOf(to) : "");
  }
}
