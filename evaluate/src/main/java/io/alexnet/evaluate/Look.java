package io.alexnet.evaluate;

import io.alexnet.augment.Mean;
import io.alexnet.augment.PatchChoice;
import io.alexnet.augment.Views;
import io.alexnet.common.InputGeometry;
import io.alexnet.network.AlexNet;
import io.alexnet.network.NetworkSpec;
import io.alexnet.network.Stem;
import io.alexnet.network.Window;
import java.util.List;

/**
 * How the views of an image come before a network.
 *
 * @param geometry of what is cut out of an image
 * @param cuts what is, a slot for each
 * @param windows that the network sees of each slot; none if it sees the slot itself
 * @param capacity slots that come before the network at once
 */
record Look(InputGeometry geometry, List<PatchChoice> cuts, List<Window> windows, int capacity) {
  private static final int SEPARATE_VIEWS = 120;

  /**
   * 240 views, for which the dense layers' weights are read once: those layers take a quarter less
   * time for each than with 120.
   */
  private static final int WHOLE_IMAGES = 24;

  Look {
    cuts = List.copyOf(cuts);
    windows = List.copyOf(windows);
  }

  /** Each view a slot of its own. */
  static Look separate(NetworkSpec spec, Views views) {
    return new Look(spec.geometry(), views.windows(spec.geometry()), List.of(), SEPARATE_VIEWS);
  }

  /**
   * The whole image and its mirror image, in which the network finds the views and what they have
   * in common; separate ones if they have nothing, because of the network's first layers or of the
   * mean.
   */
  static Look sharing(NetworkSpec spec, Mean mean, Views views) {
    return Stem.of(spec)
        .filter(stem -> views == Views.TEN && mean.sameInEveryWindow())
        .map(stem -> whole(stem, views))
        .orElseGet(() -> separate(spec, views));
  }

  private static Look whole(Stem stem, Views views) {
    // Corners and centre of the mirror image lie where those of the image do.
    List<Window> windows =
        views.windows(stem.geometry()).stream()
            .filter(view -> !view.flip())
            .map(view -> new Window(view.left(), view.top()))
            .toList();
    List<PatchChoice> wholes =
        List.of(PatchChoice.window(0, 0, false), PatchChoice.window(0, 0, true));
    return new Look(stem.wholePicture(), wholes, windows, WHOLE_IMAGES * wholes.size());
  }

  int slots() {
    return cuts.size();
  }

  /**
   * Logits of the views, those of an image next to each other.
   *
   * @param inputs slots in a row
   * @param count how many slots
   */
  float[][] logits(AlexNet network, float[] inputs, int count) {
    return windows.isEmpty()
        ? network.logits(inputs, count)
        : network.logits(inputs, count, windows);
  }
}
