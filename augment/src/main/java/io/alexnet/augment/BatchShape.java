package io.alexnet.augment;

/**
 * How a batch is laid out: {@code images} pictures of {@code views} slots each, in order.
 *
 * @param images pictures a full batch holds, at least 1
 * @param views slots that each has, 1 or 10
 * @param inputLength floats of a slot
 */
record BatchShape(int images, int views, int inputLength) {
  BatchShape {
    if (images < 1 || (long) images * views * inputLength > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a batch of %d images with %d views of %d floats each is empty or too large for an array"
              .formatted(images, views, inputLength));
    }
  }

  int slots() {
    return images * views;
  }

  int floats() {
    return slots() * inputLength;
  }
}
