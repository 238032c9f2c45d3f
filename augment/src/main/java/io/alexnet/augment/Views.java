package io.alexnet.augment;

import io.alexnet.common.InputGeometry;
import java.util.List;
import java.util.stream.Stream;

/** Which windows of a picture the network sees when it is evaluated. */
public enum Views {
  /** The central window. */
  CENTRE(1),
  /**
   * Section 4.1 of the paper: the four corners and the centre, then the same five mirrored. In
   * order: top left, top right, centre, bottom left, bottom right.
   */
  TEN(10);

  private final int count;

  Views(int count) {
    this.count = count;
  }

  /** How many windows a picture has: 1 or 10. */
  public int count() {
    return count;
  }

  /** The windows in order, {@link #count()} of them, without colour noise. */
  public List<PatchChoice> windows(InputGeometry geometry) {
    PatchChoice centre = PatchChoice.centre(geometry);
    if (this == CENTRE) {
      return List.of(centre);
    }
    int far = geometry.maxOffset();
    List<PatchChoice> five =
        List.of(
            PatchChoice.window(0, 0, false),
            PatchChoice.window(far, 0, false),
            centre,
            PatchChoice.window(0, far, false),
            PatchChoice.window(far, far, false));
    Stream<PatchChoice> mirrored =
        five.stream().map(choice -> PatchChoice.window(choice.left(), choice.top(), true));
    return Stream.concat(five.stream(), mirrored).toList();
  }
}
