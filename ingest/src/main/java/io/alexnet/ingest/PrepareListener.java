package io.alexnet.ingest;

import io.alexnet.common.Progress;

/**
 * Hears how a preparation goes, and may stop it. Called on the thread that prepares; must return
 * quickly. {@link #at} hears of what comes before the first image.
 */
public interface PrepareListener extends Progress {
  /** Hears nothing and never stops. */
  PrepareListener NONE = (what, done, total) -> {};

  /**
   * Once, before the first image, if an earlier run was interrupted.
   *
   * @param there images that need not be read again
   * @param lost images that were there, but are damaged and made anew
   * @param total images in all
   */
  default void continuing(int there, int lost, int total) {}

  /**
   * After every image.
   *
   * @param done images prepared or left out, those of earlier runs with them
   * @param leftOut of these
   * @param total images in all
   */
  default void image(int done, int leftOut, int total) {}

  /** Whether to stop now; asked after every image, and every shard of an earlier run. */
  default boolean stopRequested() {
    return false;
  }
}
