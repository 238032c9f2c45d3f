@NullMarked
package io.alexnet.serve;

import org.jspecify.annotations.NullMarked;
