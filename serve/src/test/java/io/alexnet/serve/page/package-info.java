@NullMarked
package io.alexnet.serve.page;

import org.jspecify.annotations.NullMarked;
