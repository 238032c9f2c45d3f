/** Tests of the stage that turns files into images. */
@NullMarked
package io.alexnet.ingest;

import org.jspecify.annotations.NullMarked;
