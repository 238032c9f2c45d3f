package io.alexnet.ingest;

/**
 * Bytes by which a kind of file is known.
 *
 * @param position of the first one in the file
 * @param bytes one a character, in Latin-1; a question mark stands for any byte
 */
record FirstBytes(int position, String bytes) {
  /** No kind of file needs more than this many to be known. */
  static final int LENGTH = 512;

  /** Bytes at the very start of a file. */
  FirstBytes(String bytes) {
    this(0, bytes);
  }

  /**
   * @param start all of a file or its first {@link #LENGTH}
   */
  boolean match(byte[] start) {
    if (position + bytes.length() > start.length) {
      return false;
    }
    for (int i = 0; i < bytes.length(); i++) {
      char wanted = bytes.charAt(i);
      if (wanted != '?' && wanted != (start[position + i] & 0xff)) {
        return false;
      }
    }
    return true;
  }
}
