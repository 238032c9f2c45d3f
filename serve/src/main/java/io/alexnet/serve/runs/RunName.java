package io.alexnet.serve.runs;

import io.alexnet.serve.http.Refusal;
import io.micronaut.http.HttpStatus;
import java.util.regex.Pattern;

/** Names that requests give: checked by their letters before any file is touched. */
final class RunName {
  private static final Pattern RUN = Pattern.compile("[a-z0-9-]{1,64}");
  private static final Pattern CHECKPOINT = Pattern.compile("[0-9]{1,10}-[0-9]{1,18}|last|best");

  private RunName() {}

  static String run(String name) {
    return require(RUN, name, "a run's name has 1 to 64 letters a to z, digits and hyphens");
  }

  static String checkpoint(String name) {
    return require(CHECKPOINT, name, "a checkpoint's name is EPOCH-STEP, last or best");
  }

  private static String require(Pattern pattern, String name, String what) {
    if (!pattern.matcher(name).matches()) {
      throw new Refusal(HttpStatus.BAD_REQUEST, what);
    }
    return name;
  }
}
