package io.alexnet.ingest;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Files that are made to keep a reader busy, to fill the memory, or to have it do something else.
 */
final class HostileBombs {
  private static final byte[] JPEG = Fixtures.bytes("decode/baseline-420.jpg");
  private static final int MANY = 20 << 20;

  private HostileBombs() {}

  /**
   * By name; what begins with "ok-" can be read.
   *
   * @param port of this machine that one of them would have a document fetched from
   */
  static Map<String, byte[]> all(int port) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    jpegs(files);
    metadata(files, port);
    pngs(files);
    gifs(files);
    bitmaps(files);
    files.put("empty", new byte[0]);
    files.put("one-byte", new byte[] {(byte) 0xff});
    files.put("page", HostileFiles.ascii("<!DOCTYPE html><title>404</title>"));
    files.put("text", HostileFiles.ascii("hello\n".repeat(1000)));
    files.put("webp", HostileFiles.ascii("RIFF\1\1\1\1WEBPVP8 xxxxxxxx"));
    return files;
  }

  private static void jpegs(Map<String, byte[]> files) {
    byte[] progressive = Fixtures.bytes("decode/progressive.jpg");
    byte[] large = HostileFiles.sized(progressive, 7000, 7000);
    files.put("progressive-5000-scans", HostileFiles.withScans(progressive, 5000));
    files.put("progressive-large-100-scans", HostileFiles.withScans(large, 100));
    byte[] hidden = HostileFiles.segment(0xfe, new byte[] {(byte) 0xff, (byte) 0xd9});
    byte[] behind = HostileFiles.joined(Arrays.copyOf(large, large.length - 2), hidden);
    files.put(
        "progressive-scans-behind-a-false-end",
        HostileFiles.withScans(HostileFiles.joined(behind, new byte[2]), 100));
    for (String name : List.of("cmyk.jpg", "rgb-components.jpg")) {
      byte[] whole = Fixtures.bytes("decode/" + name);
      files.put("too-large-" + name, HostileFiles.sized(whole, 7070, 7070));
      files.put("large-" + name, largeFile(HostileFiles.sized(whole, 5000, 5000)));
    }
    files.put("ok-50-megapixels", TestJpegs.flat(8192, 6144));
    files.put("ok-108-megapixels", TestJpegs.flat(12_000, 8_992));
    byte[] last = TestJpegs.flat(4096, 16_384);
    Arrays.fill(last, last.length - 12, last.length - 4, (byte) 0xfe);
    files.put("large-damaged-below-the-square", last);
    files.put("large.jpg", largeFile(HostileFiles.sized(JPEG, 7070, 7070)));
    for (int kind : new int[] {0xc3, 0xc5, 0xc9, 0xca, 0xcb, 0xcf}) {
      byte[] other = HostileFiles.sized(JPEG, 7000, 7000);
      other[HostileFiles.frame(JPEG) + 1] = (byte) kind;
      files.put("kind-%02x".formatted(kind), other);
    }
    byte[] deep = JPEG.clone();
    deep[HostileFiles.frame(deep) + 4] = 12;
    files.put("12-bit", deep);
    byte[] lines = HostileFiles.segment(0xdc, new byte[] {0, 29});
    byte[] unknown = HostileFiles.sized(JPEG, 37, 0);
    files.put("height-0-with-dnl", HostileFiles.inserted(unknown, unknown.length - 2, lines));
    byte[] restart = {0, 1};
    files.put("restart-segments", HostileFiles.withSegments(JPEG, 0xdd, restart, MANY / 6));
    files.put("ok-twice", HostileFiles.joined(JPEG, JPEG));
    files.put("ok-with-junk", HostileFiles.joined(JPEG, new byte[1 << 20]));
    byte[] mpo =
        HostileFiles.withSegments(JPEG, 0xe2, HostileFiles.ascii("MPF\0II*\0\10\0\0\0"), 1);
    files.put("ok-mpo", HostileFiles.joined(mpo, JPEG));
  }

  private static byte[] largeFile(byte[] file) {
    return HostileFiles.joined(file, new byte[60 << 20]);
  }

  private static void metadata(Map<String, byte[]> files, int port) {
    files.put("ok-comments", HostileFiles.withSegments(JPEG, 0xfe, new byte[0], MANY / 4));
    byte[] chunk = HostileFiles.joined(HostileFiles.ascii("ICC_PROFILE\0\7\3"), new byte[65_000]);
    files.put("ok-profile-of-512-kb", HostileFiles.withSegments(JPEG, 0xe2, chunk, 8));
    files.put(
        "ok-exif-damaged",
        HostileFiles.withSegments(
            JPEG, 0xe1, HostileFiles.ascii("Exif\0\0MM\0*\177\177\177\177"), 3));
    String entities =
        "http://ns.adobe.com/xap/1.0/\0<?xml version='1.0'?><!DOCTYPE x ["
            + "<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
            + "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;'>"
            + "<!ENTITY n SYSTEM 'http://127.0.0.1:%d/xmp'>]>".formatted(port)
            + "<x:xmpmeta xmlns:x='adobe:ns:meta/'>&d;&n;</x:xmpmeta>";
    files.put("ok-xmp", HostileFiles.withSegments(JPEG, 0xe1, HostileFiles.ascii(entities), 1));
  }

  private static void pngs(Map<String, byte[]> files) {
    files.put("png-100000x100000", png(100_000, 100_000, 8, 2, 0, 100));
    files.put("png-wide", png(40_000_000, 1, 16, 6, 0, 40_000_000L * 8));
    files.put("png-deep-colours-with-alpha", png(7000, 7000, 16, 6, 0, 1000));
    files.put("ok-png-deep", png(5000, 4999, 16, 6, 0, 4999L * 40_001));
    files.put("png-interlaced", png(7000, 7000, 8, 3, 1, 1000));
    byte[] palette = png(10, 10, 8, 3, 0, 110);
    byte[] text = new byte[MANY];
    files.put("ok-png-with-text", HostileFiles.inserted(palette, 33, chunk("xxXx", text)));
    byte[] lying = palette.clone();
    ByteBuffer.wrap(lying).putInt(33, 0x7fffffff);
    files.put("png-chunk-of-2-gb", lying);
  }

  /** Grey or coloured zeros, of which there may be too few. */
  private static byte[] png(int width, int height, int depth, int type, int interlace, long raw) {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put(new byte[] {(byte) depth, (byte) type, 0, 0, (byte) interlace})
            .array();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    out.writeBytes(chunk("IHDR", header));
    if (type == 3) {
      out.writeBytes(chunk("PLTE", new byte[3 * 256]));
      out.writeBytes(chunk("tRNS", new byte[256]));
    }
    out.writeBytes(chunk("IDAT", deflated(raw)));
    out.writeBytes(chunk("IEND", new byte[0]));
    return out.toByteArray();
  }

  private static byte[] deflated(long zeros) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] piece = new byte[1 << 16];
    byte[] packed = new byte[1 << 16];
    for (long left = zeros; left > 0; left -= piece.length) {
      deflater.setInput(piece, 0, (int) Math.min(left, piece.length));
      while (!deflater.needsInput()) {
        out.write(packed, 0, deflater.deflate(packed));
      }
    }
    deflater.finish();
    while (!deflater.finished()) {
      out.write(packed, 0, deflater.deflate(packed));
    }
    deflater.end();
    return out.toByteArray();
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] body = HostileFiles.joined(type.getBytes(StandardCharsets.US_ASCII), data);
    CRC32 checksum = new CRC32();
    checksum.update(body);
    return ByteBuffer.allocate(8 + body.length)
        .putInt(data.length)
        .put(body)
        .putInt((int) checksum.getValue())
        .array();
  }

  private static void gifs(Map<String, byte[]> files) {
    byte[] gif = Fixtures.bytes("decode/palette.gif");
    int picture = 13 + ((gif[10] & 0x80) == 0 ? 0 : 3 << ((gif[10] & 7) + 1));
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    blocks.writeBytes(new byte[] {0x21, (byte) 0xff, 11});
    blocks.writeBytes(HostileFiles.ascii("XMP DataXMP"));
    byte[] block = new byte[256];
    block[0] = (byte) 255;
    for (int i = 0; i < MANY / 256; i++) {
      blocks.writeBytes(block);
    }
    blocks.write(0);
    files.put(
        "ok-gif-with-20-mb-of-extension",
        HostileFiles.inserted(gif, picture, blocks.toByteArray()));
    byte[] large = gif.clone();
    int at = picture;
    while (large[at] == 0x21) {
      at += 2;
      while (large[at] != 0) {
        at += 1 + (large[at] & 0xff);
      }
      at++;
    }
    ByteBuffer.wrap(large).order(ByteOrder.LITTLE_ENDIAN).putShort(at + 5, (short) 65_535);
    ByteBuffer.wrap(large).order(ByteOrder.LITTLE_ENDIAN).putShort(at + 7, (short) 65_535);
    files.put("gif-65535x65535", large);
  }

  private static void bitmaps(Map<String, byte[]> files) {
    byte[] bmp = Fixtures.bytes("decode/rgb.bmp");
    files.put("bmp-100000x100000", bmp(bmp, 18, 100_000, 22, 100_000));
    files.put("bmp-short", bmp(bmp, 18, 7000, 22, 7000));
    files.put("bmp-negative-offset", bmp(bmp, 10, 0xf0000000, 10, 0xf0000000));
    files.put("ok-bmp-of-2-billion-colours", bmp(bmp, 46, 0x7fffffff, 46, 0x7fffffff));
    byte[] bomb = HostileFiles.joined(bmp(bmp, 30, 4, 34, 0x7ffffff0), JPEG);
    files.put("bmp-with-a-file-of-2-gb", bomb);
    byte[] inside = HostileFiles.sized(JPEG, 30_000, 30_000);
    byte[] head = bmp(bmp, 30, 4, 34, inside.length);
    files.put("bmp-with-a-bomb", HostileFiles.joined(Arrays.copyOf(head, 54), inside));
  }

  private static byte[] bmp(byte[] whole, int at, int value, int other, int otherValue) {
    byte[] file = whole.clone();
    ByteBuffer.wrap(file)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(at, value)
        .putInt(other, otherValue);
    return file;
  }
}
