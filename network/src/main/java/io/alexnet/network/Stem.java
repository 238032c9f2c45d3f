package io.alexnet.network;

import io.alexnet.common.InputGeometry;
import io.alexnet.network.LayerSpec.Activate;
import io.alexnet.network.LayerSpec.Convolution;
import io.alexnet.network.LayerSpec.Normalise;
import io.alexnet.network.LayerSpec.Pool;
import java.util.Optional;

/**
 * What the windows of a picture have in common: the first layers of a network, as far as they have
 * no padding. Each of their values depends on a square of pixels and not on where the window's
 * edges are, so one pass over the whole picture gives those of every window. Only where the square
 * reaches past the patch, into the zeros right of it and below, does a window need values of its
 * own.
 *
 * @param geometry of the network
 * @param layers how many of the network's layers
 * @param reach side of the square of pixels
 * @param step pixels between the squares of neighbouring values; corners and centre of a picture
 *     begin at a multiple of it
 */
public record Stem(InputGeometry geometry, int layers, int reach, int step) {

  /** The longest there is; empty if it would not hold a convolution. */
  public static Optional<Stem> of(NetworkSpec spec) {
    Stem stem = new Stem(spec.geometry(), 0, 1, 1);
    for (LayerSpec layer : spec.layers()) {
      Stem longer = stem.with(layer);
      if (longer.equals(stem)) {
        break;
      }
      stem = longer;
    }
    boolean convolves =
        spec.layers().stream().limit(stem.layers).anyMatch(Convolution.class::isInstance);
    return convolves ? Optional.of(stem) : Optional.empty();
  }

  /** With one more layer; as it is if that layer cannot be shared. */
  private Stem with(LayerSpec layer) {
    if (layer instanceof Convolution c && c.padding() == 0) {
      return with(c.kernel(), c.stride());
    } else if (layer instanceof Pool p && !p.partialWindows()) {
      return with(p.size(), p.stride());
    } else if (layer instanceof Activate || layer instanceof Normalise) {
      return with(1, 1);
    }
    return this;
  }

  private Stem with(int size, int stride) {
    int longerReach = reach + (size - 1) * step;
    int longerStep = step * stride;
    // The centre lies at half of the largest offset, in the mirror image too if that is whole.
    boolean fits =
        longerReach <= geometry.patchSide() && geometry.maxOffset() % (2 * longerStep) == 0;
    return fits ? new Stem(geometry, layers + 1, longerReach, longerStep) : this;
  }

  /** A whole picture as an input, with as many zeros right of it and below as a window has. */
  public InputGeometry wholePicture() {
    int zeros = geometry.inputSide() - geometry.patchSide();
    return new InputGeometry(
        geometry.imageSide(), geometry.imageSide(), geometry.imageSide() + zeros);
  }

  /** Values along a side of so many pixels. */
  int values(int pixels) {
    return (pixels - reach) / step + 1;
  }
}
