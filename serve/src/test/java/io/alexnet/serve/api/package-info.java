@NullMarked
package io.alexnet.serve.api;

import org.jspecify.annotations.NullMarked;
