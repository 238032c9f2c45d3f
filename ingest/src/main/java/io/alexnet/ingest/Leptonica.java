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
interface Leptonica extends Library {
  /** Of setMsgSeverity: no messages. */
  int SILENT = 6;

  /** TIFFTAG_JPEGCOLORMODE and JPEGCOLORMODE_RGB. */
  int COLOUR_MODE = 65538;

  int RGB = 1;

  int setMsgSeverity(int severity);

  @Nullable Pointer pixReadMemJpeg(
      Pointer jpeg, long bytes, int palette, int reduction, IntByReference warnings, int hint);

  /** Makes bytes of ints; 0 if it could. */
  int pixEndianByteSwap(Pointer pix);

  Pointer pixGetData(Pointer pix);

  int pixGetWidth(Pointer pix);

  int pixGetHeight(Pointer pix);

  int pixGetDepth(Pointer pix);

  /** Ints in a row. */
  int pixGetWpl(Pointer pix);

  void pixDestroy(PointerByReference pix);

  @Nullable Pointer TIFFOpenOptionsAlloc();

  void TIFFOpenOptionsFree(Pointer options);

  void TIFFOpenOptionsSetErrorHandlerExtR(Pointer options, Pointer handler, Pointer data);

  void TIFFOpenOptionsSetWarningHandlerExtR(Pointer options, Pointer handler, Pointer data);

  @Nullable Pointer TIFFClientOpenExt(
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

  int TIFFSetField(Pointer tiff, int tag, Object... values);

  /** How many bytes were decoded; -1 on an error. */
  long TIFFReadEncodedStrip(Pointer tiff, int strip, Pointer buffer, long bytes);

  void TIFFClose(Pointer tiff);

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
