package io.alexnet.ingest;

import io.alexnet.common.ClassNames;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What tells the images that a network was trained on from others, whatever is added to a data set
 * or removed from it later. Every image has a ticket, drawn from the run's seed and its name.
 *
 * @param below where the class directories lay below the data directory, such as "train/"
 * @param cutoffs for each class the highest ticket that was held out: an image with a higher one
 *     may have been trained on. Empty if the data set had validation images of its own
 * @param witnesses a few images that were trained on; none in checkpoints of older versions
 */
public record TrainedOn(String below, List<String> cutoffs, List<Witness> witnesses) {
  /** The value of a checkpoint that does not say. */
  public static final TrainedOn UNKNOWN = new TrainedOn("", List.of(), List.of());

  private static final int WITNESSES = 32;

  private static final Pattern TICKET = Pattern.compile("[0-9a-f]{16}");

  public TrainedOn {
    cutoffs = List.copyOf(cutoffs);
    cutoffs.forEach(TrainedOn::requireTicket);
    witnesses = List.copyOf(witnesses);
  }

  private static void requireTicket(String ticket) {
    if (!TICKET.matcher(ticket).matches()) {
      throw new IllegalArgumentException("a ticket has 16 hexadecimal digits");
    }
  }

  /**
   * An image that was trained on.
   *
   * @param ticket 16 hexadecimal digits
   * @param contents {@link ImageSet#contents}
   */
  public record Witness(String ticket, String contents) {
    public Witness {
      requireTicket(ticket);
    }
  }

  /** The relation of some images to those that were trained on. */
  public enum Relation {
    /** None of the known ones is among them. */
    OTHERS,
    /** Some have the names of known ones; nobody can tell whether they are the same. */
    SAME_NAMES,
    /** Known ones are among them. */
    TRAINED_ON
  }

  /**
   * @param data as it is trained on: with validation images
   * @param heldOut whether those were held out by {@link DataSet#withHeldOutValidation}
   * @param seed by which they were
   */
  public static TrainedOn of(DataSet data, boolean heldOut, long seed) {
    ImageSet training = data.training();
    long[] tickets = Tickets.of(training, seed);
    List<Witness> witnesses =
        IntStream.range(0, tickets.length)
            .boxed()
            .sorted(Comparator.comparingLong(i -> tickets[i]))
            .limit(WITNESSES)
            .map(i -> new Witness(hex(tickets[i]), training.contents(i)))
            .toList();
    List<String> cutoffs = heldOut ? cutoffs(data, seed) : List.of();
    return new TrainedOn(Tickets.below(training, data.classes()), cutoffs, witnesses);
  }

  private static List<String> cutoffs(DataSet data, long seed) {
    ImageSet held = data.validation().orElseThrow();
    long[] tickets = Tickets.of(held, seed);
    long[] highest = new long[data.classes().size()];
    Arrays.fill(highest, Long.MIN_VALUE);
    for (int i = 0; i < tickets.length; i++) {
      highest[held.label(i)] = Math.max(highest[held.label(i)], tickets[i]);
    }
    return IntStream.range(0, highest.length).mapToObj(label -> hex(highest[label])).toList();
  }

  private static String hex(long ticket) {
    return HexFormat.of().toHexDigits(ticket);
  }

  private static long ticket(String hex) {
    return HexFormat.fromHexDigitsToLong(hex);
  }

  /** Whether this says anything. */
  public boolean hasWitnesses() {
    return !witnesses.isEmpty();
  }

  /** Whether a part of the data set was held out. */
  public boolean hasHeldOut() {
    return !cutoffs.isEmpty();
  }

  /**
   * Compares images with those that were trained on, by name and by the beginning of their files.
   *
   * @param classes by label
   * @param seed as it was
   */
  public Relation relation(ImageSet images, ClassNames classes, long seed) {
    Map<Long, String> contents = new HashMap<>();
    witnesses.forEach(witness -> contents.put(ticket(witness.ticket), witness.contents));
    Relation relation = Relation.OTHERS;
    long[] tickets = Tickets.of(images, classes, below, seed);
    for (int i = 0; i < tickets.length; i++) {
      String then = contents.get(tickets[i]);
      if (then == null) {
        continue;
      }
      String now = images.contents(i);
      if (then.isEmpty() || now.isEmpty()) {
        relation = Relation.SAME_NAMES;
      } else if (then.equals(now)) {
        return Relation.TRAINED_ON;
      }
    }
    return relation;
  }

  /** Those of some images that are held out, or would have been. None was trained on. */
  public ImageSet heldOut(ImageSet images, ClassNames classes, long seed) {
    long[] tickets = Tickets.of(images, classes, below, seed);
    return subset(images, i -> tickets[i] <= cutoff(images.label(i)));
  }

  /** The others: they may have been trained on. */
  public ImageSet notHeldOut(ImageSet images, ClassNames classes, long seed) {
    long[] tickets = Tickets.of(images, classes, below, seed);
    return subset(images, i -> tickets[i] > cutoff(images.label(i)));
  }

  private long cutoff(int label) {
    return ticket(cutoffs.get(label));
  }

  private static ImageSet subset(ImageSet images, IntPredicate chosen) {
    return images.subset(IntStream.range(0, images.size()).filter(chosen).toArray());
  }
}
