package io.alexnet.ingest;

import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A JPEG file in native memory as the only strip of a TIFF file, for libtiff to decode, and
 * libtiff's callbacks to read it. Before the TIFF file lie its length, the position at which
 * libtiff reads, and how many errors and warnings it reported.
 */
final class JpegStrip implements AutoCloseable {
  private static final int LENGTH = 0;
  private static final int POSITION = 8;
  private static final int COMPLAINTS = 16;
  private static final int TIFF = 24;

  /** Where the strip begins in the TIFF file, behind its header, its directory and two arrays. */
  private static final int STRIP = 168;

  private static final int BITS = 152;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int JPEG_COMPRESSION = 7;
  private static final int BLACK_IS_ZERO = 1;
  private static final int YCBCR = 6;

  /** Module of the warnings that libtiff passes on. */
  private static final String LIBJPEG = "JPEGLib";

  private static final Leptonica.Transfer READ = JpegStrip::read;
  private static final Leptonica.Transfer WRITE = (data, buffer, bytes) -> 0;
  private static final Leptonica.Seek SEEK = JpegStrip::seek;
  private static final Leptonica.Close CLOSE = data -> 0;
  private static final Leptonica.Size SIZE = data -> data.getLong(LENGTH);
  private static final Leptonica.MapFile MAP = JpegStrip::map;
  private static final Leptonica.UnmapFile UNMAP = (data, base, size) -> {};
  private static final Leptonica.Complaint ERROR = JpegStrip::error;
  private static final Leptonica.Complaint WARNING = JpegStrip::warning;

  private static final Pointer READ_POINTER = CallbackReference.getFunctionPointer(READ);
  private static final Pointer WRITE_POINTER = CallbackReference.getFunctionPointer(WRITE);
  private static final Pointer SEEK_POINTER = CallbackReference.getFunctionPointer(SEEK);
  private static final Pointer CLOSE_POINTER = CallbackReference.getFunctionPointer(CLOSE);
  private static final Pointer SIZE_POINTER = CallbackReference.getFunctionPointer(SIZE);
  private static final Pointer MAP_POINTER = CallbackReference.getFunctionPointer(MAP);
  private static final Pointer UNMAP_POINTER = CallbackReference.getFunctionPointer(UNMAP);
  private static final Pointer ERROR_POINTER = CallbackReference.getFunctionPointer(ERROR);
  private static final Pointer WARNING_POINTER = CallbackReference.getFunctionPointer(WARNING);

  private final Memory memory;
  private final boolean grey;

  JpegStrip(byte[] file, PlainJpeg jpeg) {
    grey = jpeg.components() == 1;
    memory = new Memory(TIFF + STRIP + (long) file.length);
    memory.setLong(LENGTH, STRIP + (long) file.length);
    memory.setLong(POSITION, 0);
    memory.setLong(COMPLAINTS, 0);
    memory.write(TIFF, header(jpeg, file.length), 0, STRIP);
    memory.write(TIFF + STRIP, file, 0, file.length);
  }

  private byte[] header(PlainJpeg jpeg, int bytes) {
    ByteBuffer header = ByteBuffer.allocate(STRIP).order(ByteOrder.LITTLE_ENDIAN);
    header.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
    header.putShort((short) (grey ? 9 : 11));
    entry(header, 256, LONG, 1, jpeg.width());
    entry(header, 257, LONG, 1, jpeg.height());
    entry(header, 258, SHORT, jpeg.components(), grey ? 8 : BITS);
    entry(header, 259, SHORT, 1, JPEG_COMPRESSION);
    entry(header, 262, SHORT, 1, grey ? BLACK_IS_ZERO : YCBCR);
    entry(header, 273, LONG, 1, STRIP);
    entry(header, 277, SHORT, 1, jpeg.components());
    entry(header, 278, LONG, 1, jpeg.height());
    entry(header, 279, LONG, 1, bytes);
    if (!grey) {
      entry(header, 284, SHORT, 1, 1); // Samples of a pixel side by side
      entry(header, 530, SHORT, 2, jpeg.chromaAcross() | jpeg.chromaDown() << 16);
    }
    header.position(BITS);
    for (int i = 0; i < 3; i++) {
      header.putShort((short) 8);
    }
    return header.array();
  }

  private static void entry(ByteBuffer header, int tag, int type, int count, int value) {
    header.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
  }

  /**
   * Decodes all rows, of a byte a pixel if grey, else of red, green and blue.
   *
   * @param rows room for {@code bytes}
   * @return whether there was neither an error nor a warning
   */
  boolean decode(Leptonica.Variadic variadic, Pointer rows, long bytes) {
    Pointer options = BundledTurbo.allocated(Leptonica.TIFFOpenOptionsAlloc());
    try {
      Leptonica.TIFFOpenOptionsSetErrorHandlerExtR(options, ERROR_POINTER, memory);
      Leptonica.TIFFOpenOptionsSetWarningHandlerExtR(options, WARNING_POINTER, memory);
      Pointer tiff = open(options);
      if (tiff == null) {
        return false;
      }
      try {
        boolean ready =
            grey || variadic.TIFFSetField(tiff, Leptonica.COLOUR_MODE, Leptonica.RGB) == 1;
        return ready
            && Leptonica.TIFFReadEncodedStrip(tiff, 0, rows, bytes) == bytes
            && memory.getInt(COMPLAINTS) == 0;
      } finally {
        Leptonica.TIFFClose(tiff);
      }
    } finally {
      Leptonica.TIFFOpenOptionsFree(options);
    }
  }

  private @Nullable Pointer open(Pointer options) {
    return Leptonica.TIFFClientOpenExt(
        "jpeg",
        "r",
        memory,
        READ_POINTER,
        WRITE_POINTER,
        SEEK_POINTER,
        CLOSE_POINTER,
        SIZE_POINTER,
        MAP_POINTER,
        UNMAP_POINTER,
        options);
  }

  private static long read(Pointer data, Pointer buffer, long bytes) {
    long position = data.getLong(POSITION);
    long count = Math.max(0, Math.min(bytes, data.getLong(LENGTH) - position));
    buffer.write(0, data.getByteArray(TIFF + position, (int) count), 0, (int) count);
    data.setLong(POSITION, position + count);
    return count;
  }

  /** From the start, from here or from the end, as lseek(2). */
  private static long seek(Pointer data, long offset, int whence) {
    long from = whence == 0 ? 0 : data.getLong(whence == 1 ? POSITION : LENGTH);
    data.setLong(POSITION, Math.max(0, from + offset));
    return data.getLong(POSITION);
  }

  private static int map(Pointer data, Pointer base, Pointer size) {
    base.setPointer(0, data.share(TIFF));
    size.setLong(0, data.getLong(LENGTH));
    return 1;
  }

  private static int error(
      Pointer tiff, Pointer data, Pointer module, Pointer format, Pointer arguments) {
    data.setInt(COMPLAINTS, data.getInt(COMPLAINTS) + 1);
    return 1;
  }

  /** libtiff's own warnings are about the TIFF file, such as that it is unusual for progressive. */
  private static int warning(
      Pointer tiff, Pointer data, Pointer module, Pointer format, Pointer arguments) {
    return module.getString(0).equals(LIBJPEG) ? error(tiff, data, module, format, arguments) : 1;
  }

  @Override
  public void close() {
    memory.close();
  }
}
