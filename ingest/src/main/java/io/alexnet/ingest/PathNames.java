package io.alexnet.ingest;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;

/**
 * File names as text and in an order that depend on the names' bytes alone.
 *
 * <p>Java turns names into strings by the locale's encoding; under LANG=C that loses every letter
 * outside ASCII. The bytes are still in the path, and its URI shows them.
 */
final class PathNames {
  /** By UTF-8 bytes, unsigned; which is by code point. */
  static final Comparator<String> BYTE_ORDER = PathNames::compare;

  private static final boolean WINDOWS = File.separatorChar == '\\';
  private static final boolean LOCALE_IS_UTF8 =
      "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));

  private PathNames() {}

  /** The last part of a path: UTF-8 decoded, each byte that is no UTF-8 written as \xHH. */
  static String of(Path path) {
    String name = Objects.requireNonNull(path.getFileName(), "a root has no name").toString();
    if (WINDOWS || (LOCALE_IS_UTF8 && name.indexOf('\uFFFD') < 0)) {
      return name;
    }
    String uri = path.toUri().getRawPath();
    String trimmed = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    return decode(percentDecoded(trimmed.substring(trimmed.lastIndexOf('/') + 1)));
  }

  private static byte[] percentDecoded(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.write(text.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  static String decode(byte[] name) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(name);
    CharBuffer out = CharBuffer.allocate(4 * name.length);
    CoderResult result = decoder.decode(in, out, true);
    while (result.isMalformed()) {
      for (int i = 0; i < result.length(); i++) {
        out.put("\\x%02X".formatted(in.get()));
      }
      result = decoder.decode(in, out, true);
    }
    return out.flip().toString();
  }

  private static int compare(String a, String b) {
    for (int i = 0; i < Math.min(a.length(), b.length()); i++) {
      char left = a.charAt(i);
      char right = b.charAt(i);
      if (left != right) {
        // Surrogates stand for code points above all others.
        boolean sameKind = Character.isSurrogate(left) == Character.isSurrogate(right);
        return sameKind ? left - right : Character.isSurrogate(left) ? 1 : -1;
      }
    }
    return a.length() - b.length();
  }
}
