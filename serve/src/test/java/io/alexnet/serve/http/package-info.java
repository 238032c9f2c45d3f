@NullMarked
package io.alexnet.serve.http;

import org.jspecify.annotations.NullMarked;
