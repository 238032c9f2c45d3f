package io.alexnet.serve.http;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The daemon's tokens: a file with a line "role token" for each role, 64 hexadecimal digits each,
 * that nobody but its owner can read. In memory only their digests are kept.
 */
final class Tokens {
  private static final int BYTES = 32;
  private static final Pattern LINE = Pattern.compile("(viewer|operator|admin) +([0-9a-f]{64})");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Map<Role, byte[]> digests;

  private Tokens(Map<Role, byte[]> digests) {
    this.digests = digests;
  }

  /**
   * Reads the file, or makes it with new tokens.
   *
   * @throws UserException if others can read it, or it holds something else
   */
  static Tokens at(Path file) {
    try {
      try {
        create(file);
      } catch (FileAlreadyExistsException e) {
        requireOwnerOnly(file);
      }
      return read(file);
    } catch (IOException e) {
      throw new UserException("token file %s cannot be used: %s".formatted(file, Reason.of(e)), e);
    }
  }

  private static void create(Path file) throws IOException {
    SecureRandom random = new SecureRandom();
    StringBuilder lines = new StringBuilder();
    for (Role role : Role.values()) {
      byte[] token = new byte[BYTES];
      random.nextBytes(token);
      lines.append("%s %s%n".formatted(role.getName(), HexFormat.of().formatHex(token)));
    }
    Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(file, lines, StandardOpenOption.WRITE);
    DurableFiles.force(file);
  }

  private static void requireOwnerOnly(Path file) throws IOException {
    if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
      throw new UserException(
          "token file %s can be read by others: change that with chmod 600, or delete it for new tokens"
              .formatted(file));
    }
  }

  private static Tokens read(Path file) throws IOException {
    Map<Role, byte[]> digests = new EnumMap<>(Role.class);
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      Matcher line = LINE.matcher(lines.get(i).strip());
      if (!line.matches()) {
        throw new UserException(
            "token file %s, line %d is not a role and 64 hexadecimal digits: delete the file for new tokens"
                .formatted(file, i + 1));
      }
      Role role = Role.valueOf(line.group(1).toUpperCase(Locale.ROOT));
      digests.put(role, digest(line.group(2)));
    }
    if (digests.isEmpty()) {
      throw new UserException(
          "token file %s holds no token: delete it for new ones".formatted(file));
    }
    return new Tokens(digests);
  }

  /** The role of a token. Takes as long for a wrong one as for a right one. */
  Optional<Role> role(String token) {
    byte[] digest = digest(token);
    Optional<Role> found = Optional.empty();
    for (Map.Entry<Role, byte[]> known : digests.entrySet()) {
      if (MessageDigest.isEqual(known.getValue(), digest)) {
        found = Optional.of(known.getKey());
      }
    }
    return found;
  }

  private static byte[] digest(String token) {
    return DurableFiles.sha256().digest(token.getBytes(StandardCharsets.UTF_8));
  }
}
