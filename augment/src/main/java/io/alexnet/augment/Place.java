package io.alexnet.augment;

/**
 * Where one image goes: a piece of work for one worker, who alone may write there.
 *
 * @param batch the batch being filled
 * @param number of the image in the batch, from 0
 */
record Place(Batch batch, int number) {

  /** The first of the image's slots. */
  int firstSlot() {
    return number * batch.buffer().views();
  }

  /** How many images of the epoch, or of the evaluation, come before this one. */
  int position() {
    return batch.firstImage() + number;
  }

  /** The image's slots, and those of others. */
  float[] target() {
    return batch.buffer().images();
  }

  /** Where in {@link #target()} the image's floats begin. */
  int start() {
    return batch.buffer().start(firstSlot());
  }
}
