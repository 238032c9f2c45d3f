package io.alexnet.serve.api;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.security.Principal;
import java.util.Map;

/** What a token is good for, so that its holder is not offered what would be refused. */
@Controller("/api/v1/role")
final class RoleController {
  @Get
  Map<String, String> role(HttpRequest<?> request) {
    return Map.of("role", request.getUserPrincipal().map(Principal::getName).orElseThrow());
  }
}
