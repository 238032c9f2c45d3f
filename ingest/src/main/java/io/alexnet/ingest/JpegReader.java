package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.awt.Rectangle;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/**
 * The pixels of a JPEG file. TwelveMonkeys, and the JDK's reader behind it, decode the samples.
 * Their colours are computed here, so that every JDK gives the same bytes.
 *
 * <p>A warning of the reader means damage, being the only sign that a file was cut short. The
 * reader is given {@link JpegHeader#beforeScans}, so it has nothing but the scans to warn about.
 */
final class JpegReader {
  /** Rows that vertical interpolation may look at beside a strip; even. */
  private static final int MARGIN = 2;

  /** A part of libjpeg's warning that bytes of a scan were not needed. */
  private static final String PADDING = "extraneous bytes before marker";

  /** TwelveMonkeys' warning that it cuts the tables to eight bits. The JDK's reader does not. */
  private static final String WIDE_TABLES = "16 bit DQT encountered";

  private final byte[] file;
  private final JpegHeader header;
  private ImageFormat format = ImageFormat.JPEG;
  private Optional<Excerpt> withoutPadding = Optional.empty();

  JpegReader(byte[] file, JpegHeader header) {
    this.file = file;
    this.header = header;
  }

  /**
   * The whole image.
   *
   * @throws IOException if the file is damaged
   */
  RgbImage read() throws IOException {
    return rows(0, header.frame().height()).rows();
  }

  /**
   * Some rows of the image, and perhaps some beside them that are not valid. Damage below them may
   * stay unseen; the last rows show any.
   *
   * @param from the first
   * @param to after the last
   * @throws IOException if the file is damaged
   */
  Rescale.Strip rows(int from, int to) throws IOException {
    int width = header.frame().width();
    int top = Math.max(0, (from & ~1) - MARGIN);
    int bottom = Math.min(header.frame().height(), to + MARGIN);
    byte[] samples = samples(new Rectangle(0, top, width, bottom - top));
    HalvedRows.interpolate(samples, header.frame());
    byte[] rgb = header.colours().toRgb(samples);
    return new Rescale.Strip(top, new RgbImage(width, bottom - top, rgb));
  }

  private byte[] samples(Rectangle region) throws IOException {
    List<String> warnings = new ArrayList<>();
    byte[] samples = samples(format, excerpt(), region, warnings);
    if (warnings.contains(WIDE_TABLES)) {
      format = ImageFormat.JPEG_OF_JDK;
      warnings.clear();
      samples = samples(format, excerpt(), region, warnings);
    }
    if (withoutPadding.isEmpty() && warnings.stream().anyMatch(text -> text.contains(PADDING))) {
      withoutPadding = Optional.of(JpegPadding.removed(file, header));
      warnings.clear();
      samples = samples(format, excerpt(), region, warnings);
    }
    if (!warnings.isEmpty()) {
      throw new IIOException("damaged: " + warnings.get(0));
    }
    return samples;
  }

  private Excerpt excerpt() {
    Excerpt excerpt = header.beforeScans();
    withoutPadding.ifPresentOrElse(
        excerpt::add, () -> excerpt.add(header.firstScan(), file.length));
    return excerpt;
  }

  /**
   * Raw samples, pixel by pixel.
   *
   * @param warnings the reader's are added
   */
  static byte[] samples(
      ImageFormat format, Excerpt excerpt, Rectangle region, List<String> warnings)
      throws IOException {
    ImageReader reader = format.newReader();
    try (excerpt) {
      reader.addIIOReadWarningListener((source, text) -> warnings.add(text));
      reader.setInput(excerpt, true, true);
      ImageReadParam param = reader.getDefaultReadParam();
      param.setSourceRegion(region);
      Raster raster = reader.readRaster(0, param);
      return ((DataBufferByte) raster.getDataBuffer()).getData();
    } catch (IIOException e) {
      throw new IIOException("damaged: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }
}
