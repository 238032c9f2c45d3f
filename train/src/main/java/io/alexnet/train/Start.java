package io.alexnet.train;

import io.alexnet.ingest.Statistics;
import io.alexnet.network.AlexNet;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where a run sets out from.
 *
 * @param network with its weights and momenta
 * @param statistics of the training set
 * @param position how far it has come
 * @param checkpoint that it goes on from, if any
 * @param beginning gives a network the weights that the run began with, and no momenta
 */
record Start(
    AlexNet network,
    Statistics statistics,
    Position position,
    Optional<Path> checkpoint,
    Consumer<AlexNet> beginning) {}
