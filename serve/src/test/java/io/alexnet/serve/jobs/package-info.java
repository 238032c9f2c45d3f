@NullMarked
package io.alexnet.serve.jobs;

import org.jspecify.annotations.NullMarked;
