@NullMarked
package io.alexnet.serve.runs;

import org.jspecify.annotations.NullMarked;
