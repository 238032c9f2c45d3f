@NullMarked
package io.alexnet.train.track;

import org.jspecify.annotations.NullMarked;
