@NullMarked
package io.alexnet.serve.watch;

import org.jspecify.annotations.NullMarked;
