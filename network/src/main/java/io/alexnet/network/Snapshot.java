package io.alexnet.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A network's weights and momenta as they were at one moment, for others to read while training
 * goes on. Owns memory for both, outside the heap, which is used over and over. Whoever takes it
 * anew must know that nobody reads it.
 */
public final class Snapshot {
  private final List<Tensor> weights = new ArrayList<>();
  private final List<Tensor> momenta = new ArrayList<>();

  /** Reserves the memory; all zero until it is taken. */
  public Snapshot(NetworkSpec spec) {
    for (Parameter parameter : spec.parameters()) {
      weights.add(reserve(parameter));
      momenta.add(reserve(parameter));
    }
  }

  private static Tensor reserve(Parameter parameter) {
    int bytes = Math.toIntExact(Float.BYTES * parameter.length());
    FloatBuffer values =
        ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
    return new Tensor(parameter.name(), parameter.shape(), values);
  }

  /**
   * Copies what the network holds now, on all cores. On the network's thread.
   *
   * @param network of the same shapes
   */
  public void take(AlexNet network) {
    for (int i = 0; i < weights.size(); i++) {
      network.copy(weights.get(i).name(), weights.get(i).values(), momenta.get(i).values());
    }
  }

  /** In the network's order; views, valid until it is taken anew. */
  public List<Tensor> weights() {
    return List.copyOf(weights);
  }

  /** As {@link #weights()}, under the names of their parameters. */
  public List<Tensor> momenta() {
    return List.copyOf(momenta);
  }
}
