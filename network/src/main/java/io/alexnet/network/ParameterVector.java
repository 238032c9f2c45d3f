package io.alexnet.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * One flat vector that holds a value, a gradient or a momentum for every parameter, and the views
 * of it by name.
 */
final class ParameterVector {
  private final INDArray vector;
  private final Map<String, INDArray> views = new LinkedHashMap<>();

  /**
   * @param vector as long as all parameters together, each row-major, one behind the other
   */
  ParameterVector(List<Parameter> parameters, INDArray vector) {
    this.vector = vector;
    INDArray flat = vector.reshape(vector.length());
    long from = 0;
    for (Parameter parameter : parameters) {
      long[] shape = parameter.shape().stream().mapToLong(Long::longValue).toArray();
      long to = from + parameter.length();
      views.put(parameter.name(), flat.get(NDArrayIndex.interval(from, to)).reshape('c', shape));
      from = to;
    }
  }

  /**
   * The view of one parameter.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  INDArray get(String name) {
    INDArray view = views.get(name);
    if (view == null) {
      throw new IllegalArgumentException("the network has no tensor '" + name + "'");
    }
    return view;
  }

  Map<String, INDArray> views() {
    return views;
  }

  /** Root of the sum of all squares. */
  double norm() {
    return vector.norm2Number().doubleValue();
  }

  /** Makes every value zero. */
  void clear() {
    vector.assign(0);
  }

  /** Frees the vector; its views are dead from then on. */
  void close() {
    vector.close();
  }
}
