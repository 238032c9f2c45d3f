package io.alexnet.network;

/**
 * The units of a layer that were zero wherever they were computed: they give the layers above
 * nothing and, behind a rectifier, learn nothing.
 *
 * @param layer such as conv2
 * @param dead how many
 * @param units of the layer in all: channels of a convolution, rows of a dense layer
 */
public record DeadUnits(String layer, int dead, int units) {
  /** 0 to 1. */
  public double share() {
    return (double) dead / units;
  }
}
