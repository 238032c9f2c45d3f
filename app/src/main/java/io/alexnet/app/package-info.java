/**
 * The {@code alexnet} command line. Start with {@link Main}; every command is a class of its own.
 *
 * <p>In: arguments. Out: lines for people, or one JSON object with {@code --json}; an exit code.
 *
 * <p>Memory: what a command opens it closes before it returns.
 *
 * <p>Thread: a command runs on the main thread; signals arrive on threads of the JVM.
 */
@NullMarked
package io.alexnet.app;

import org.jspecify.annotations.NullMarked;
