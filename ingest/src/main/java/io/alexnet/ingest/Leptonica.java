package io.alexnet.ingest;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/**
 * Functions of the Leptonica library of JavaCPP Presets, which holds libtiff and libjpeg-turbo,
 * under their C names. What they do stands in allheaders.h and tiffio.h. For 64-bit processors.
 */
@SuppressWarnings("MemberName") // C names
final class Leptonica {
  /** An argument of setMsgSeverity: no messages. */
  static final int SILENT = 6;

  /** TIFFTAG_JPEGCOLORMODE and JPEGCOLORMODE_RGB. */
  static final int COLOUR_MODE = 65538;

  static final int RGB = 1;

  private Leptonica() {}

  static native int setMsgSeverity(int severity);

  static native @Nullable Pointer pixReadMemJpeg(
      Pointer jpeg, long bytes, int palette, int reduction, IntByReference warnings, int hint);

  /** Makes bytes of ints; 0 if it could. */
  static native int pixEndianByteSwap(Pointer pix);

  static native Pointer pixGetData(Pointer pix);

  static native int pixGetWidth(Pointer pix);

  static native int pixGetHeight(Pointer pix);

  static native int pixGetDepth(Pointer pix);

  /** Ints in a row. */
  static native int pixGetWpl(Pointer pix);

  static native void pixDestroy(PointerByReference pix);

  static native @Nullable Pointer TIFFOpenOptionsAlloc();

  static native void TIFFOpenOptionsFree(Pointer options);

  static native void TIFFOpenOptionsSetErrorHandlerExtR(
      Pointer options, Pointer handler, Pointer data);

  static native void TIFFOpenOptionsSetWarningHandlerExtR(
      Pointer options, Pointer handler, Pointer data);

  static native @Nullable Pointer TIFFClientOpenExt(
      String name,
      String mode,
      Pointer data,
      Pointer read,
      Pointer write,
      Pointer seek,
      Pointer close,
      Pointer size,
      Pointer map,
      Pointer unmap,
      Pointer options);

  /** How many bytes were decoded; -1 on an error. */
  static native long TIFFReadEncodedStrip(Pointer tiff, int strip, Pointer buffer, long bytes);

  static native void TIFFClose(Pointer tiff);

  /** The function that takes any number of arguments, which {@link Native#register} cannot bind. */
  interface Variadic extends Library {
    /** 1 if the value was set. */
    int TIFFSetField(Pointer tiff, int tag, Object... values);
  }

  /** TIFFReadWriteProc. */
  interface Transfer extends Callback {
    long invoke(Pointer data, Pointer buffer, long bytes);
  }

  /** TIFFSeekProc. */
  interface Seek extends Callback {
    long invoke(Pointer data, long offset, int whence);
  }

  /** TIFFCloseProc. */
  interface Close extends Callback {
    int invoke(Pointer data);
  }

  /** TIFFSizeProc. */
  interface Size extends Callback {
    long invoke(Pointer data);
  }

  /** TIFFMapFileProc. */
  interface MapFile extends Callback {
    int invoke(Pointer data, Pointer base, Pointer size);
  }

  /** TIFFUnmapFileProc. */
  interface UnmapFile extends Callback {
    void invoke(Pointer data, Pointer base, long size);
  }

  /** TIFFErrorHandlerExtR; not 0 if the message needs no other handler. */
  interface Complaint extends Callback {
    int invoke(Pointer tiff, Pointer data, Pointer module, Pointer format, Pointer arguments);
  }
}
