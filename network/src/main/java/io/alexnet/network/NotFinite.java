package io.alexnet.network;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.conditions.Condition;
import org.nd4j.linalg.indexing.conditions.Conditions;

/** Says in words which array holds NaN or an infinity. */
final class NotFinite {
  private NotFinite() {}

  /** The first of the parameters' weights that does, in the layers' order. */
  static Optional<String> weights(List<Parameter> parameters, ParameterVector values) {
    return parameters.stream()
        .map(parameter -> in(parameter.name(), values.get(parameter.name())))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The gradient where it began: gradients are computed from the last layer down. */
  static Optional<String> gradient(List<Parameter> parameters, ParameterVector gradients) {
    Optional<String> found = Optional.empty();
    for (int i = parameters.size() - 1; i >= 0 && found.isEmpty(); i--) {
      Parameter parameter = parameters.get(i);
      found = in(parameter.layer() + "'s gradient", gradients.get(parameter.name()));
    }
    return found;
  }

  /**
   * @param what to call the array
   */
  static Optional<String> in(String what, INDArray array) {
    if (holds(array, Conditions.isNan())) {
      return Optional.of(what + " is NaN");
    }
    return holds(array, Conditions.isInfinite())
        ? Optional.of(what + " is infinite")
        : Optional.empty();
  }

  private static boolean holds(INDArray array, Condition condition) {
    return array.scan(condition).longValue() > 0;
  }
}
