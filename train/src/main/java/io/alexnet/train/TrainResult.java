package io.alexnet.train;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a run ended, or where it was stopped.
 *
 * @param epoch epochs completed
 * @param step steps taken in all
 * @param trainLoss of the last epoch taken, in nats; NaN if none was
 * @param valTop1Error after the last epoch, 0 to 1; NaN if there was none
 * @param valTop5Error after the last epoch, 0 to 1; NaN if there was none
 * @param bestTop1Error lowest of all epochs, 0 to 1; NaN if there was none
 * @param checkpoint the last one written; none if it was cancelled before the first
 * @param throughput of all the steps that this process took
 * @param quarantined images found unusable by this process, in training and in the last validation
 * @param endReason in words
 * @param stopped whether it was asked to stop and can go on
 */
public record TrainResult(
    int epoch,
    long step,
    double trainLoss,
    double valTop1Error,
    double valTop5Error,
    double bestTop1Error,
    Optional<Path> checkpoint,
    Throughput throughput,
    int quarantined,
    String endReason,
    boolean stopped) {}
