/**
 * A file system for tests, over a real directory, in which operations fail and power is lost. Start
 * with {@link FaultyDisk}.
 */
@NullMarked
package io.alexnet.train.faulty;

import org.jspecify.annotations.NullMarked;
