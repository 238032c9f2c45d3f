/**
 * The same network on PyTorch's libtorch, as the other side of comparisons. Start with {@link
 * io.alexnet.bench.libtorch.PaperNetwork}.
 *
 * <p>In: batches of floats [N,3,227,227], or pictures of bytes [N,256,256,3]. Out: loss, or class
 * probabilities.
 *
 * <p>Memory: tensors live outside the heap and are freed where a {@code PointerScope} ends.
 *
 * <p>Thread: the caller's; the arithmetic uses as many as {@code torch.set_num_threads} says.
 */
@NullMarked
package io.alexnet.bench.libtorch;

import org.jspecify.annotations.NullMarked;
