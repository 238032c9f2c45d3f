package io.alexnet.common;

/** What a worker does to an image on its way to the trainer, in this order. */
public enum Stage {
  /** From disk, or from the pages of a store. */
  READ("reading"),
  /** A file's bytes to pixels. */
  DECODE("decoding"),
  /** To the side of the data set. */
  RESCALE("rescaling"),
  /** To a patch of floats in its batch. */
  AUGMENT("augmenting");

  private final String activity;

  Stage(String activity) {
    this.activity = activity;
  }

  /** For people: "decoding". */
  public String activity() {
    return activity;
  }
}
