#!/usr/bin/python3
"""Writes decode/* (small pictures and, beside each, what Pillow makes of it as a PPM) and rescale.tsv.

Every picture is a formula; none is a photograph. Needs python3-pil, python3-numpy, ImageMagick,
libjpeg-turbo-progs.
Made with Pillow 9.4.0, numpy 1.24.2 and ImageMagick 6.9.11. Run it in its own directory.
"""
import hashlib
import io
import os
import struct
import subprocess

import numpy as np
from PIL import Image, ImageOps

WIDTH, HEIGHT = 37, 29


def smooth(width=WIDTH, height=HEIGHT):
    """Gradients and an edge: what survives JPEG compression."""
    y, x = np.mgrid[0:height, 0:width]
    red = x * 255 // max(width - 1, 1)
    green = y * 255 // max(height - 1, 1)
    blue = np.where((x // 9 + y // 7) % 2 == 0, 40, 210)
    return np.stack([red, green, blue], axis=2).astype(np.uint8)


def noise(width, height):
    """The same integers as RescaleTest.noise in Java."""
    y, x, c = np.mgrid[0:height, 0:width, 0:3].astype(np.uint64)
    word = (x * 73856093 + y * 19349663 + c * 83492791 + 12345) & 0xFFFFFFFF
    word = (word * 2654435761) & 0xFFFFFFFF
    return ((word >> 24) & 0xFF).astype(np.uint8)


def save(name, data, reference=None):
    with open(f"decode/{name}", "wb") as file:
        file.write(data)
    if reference is None:
        reference = Image.open(io.BytesIO(data)).convert("RGB")
    reference.save(f"decode/{name}.ppm")


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def profile(space, tags):
    """A minimal ICC profile of version 2."""
    table, body = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for signature, data in tags:
        data += b"\0" * (-len(data) % 4)
        table += signature + struct.pack(">II", start + len(body), len(data))
        body += data
    size = start + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"none", 0x02400000, b"mntr", space, b"XYZ ")
    header += b"\0" * 12 + b"acsp" + b"\0" * 28 + struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def xyz(x, y, z):
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(v * 65536) for v in (x, y, z)))


def linear():
    return b"curv\0\0\0\0" + struct.pack(">I", 0)


def wide_rgb_profile():
    """Linear light and very wide primaries: applying it would change every pixel."""
    curves = [(t, linear()) for t in (b"rTRC", b"gTRC", b"bTRC")]
    return profile(b"RGB ", [(b"wtpt", xyz(0.9642, 1, 0.8249)), (b"rXYZ", xyz(0.80, 0.29, 0.0)),
                             (b"gXYZ", xyz(0.13, 0.71, 0.0)), (b"bXYZ", xyz(0.03, 0.0, 0.82))] + curves)


def ycck():
    """CMYK samples saved as stored, then the Adobe marker says that they are YCCK."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    planes = [60 + x * 4, 100 + y * 2, 160 - x, 255 - y * 3]
    image = Image.fromarray(np.stack(planes, axis=2).astype(np.uint8), "CMYK")
    data = bytearray(encoded(image, "JPEG", quality=95))
    data[data.index(b"Adobe") + 11] = 2
    return bytes(data)


def cmyk():
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    planes = [x * 6, y * 8, 200 - x * 2, y * 4]
    return Image.fromarray(np.stack(planes, axis=2).astype(np.uint8), "CMYK")


def decode_fixtures():
    rgb = Image.fromarray(smooth())
    grey = rgb.convert("L")
    save("baseline-420.jpg", encoded(rgb, "JPEG", quality=85))
    save("baseline-422.jpg", encoded(rgb, "JPEG", quality=85, subsampling=1))
    save("baseline-444.jpg", encoded(rgb, "JPEG", quality=85, subsampling=0))
    save("progressive.jpg", encoded(rgb, "JPEG", quality=85, progressive=True))
    save("grey.jpg", encoded(grey, "JPEG", quality=85))
    save("profile.jpg", encoded(rgb, "JPEG", quality=85, icc_profile=wide_rgb_profile()))
    save("broken-profile.jpg", encoded(rgb, "JPEG", quality=85, icc_profile=b"not a profile" * 20))
    save("440.jpg", cjpeg(rgb, "-sample", "1x2"))
    save("440-progressive.jpg", cjpeg(rgb, "-sample", "1x2", "-progressive"))
    save("411.jpg", cjpeg(rgb, "-sample", "4x1"))
    save("410.jpg", cjpeg(rgb, "-sample", "4x2"))
    save("mixed-sampling.jpg", cjpeg(rgb, "-sample", "2x2,1x2,2x1"))
    save("16-bit-tables.jpg", cjpeg(rgb, "-quality", "3"))
    save("cmyk.jpg", encoded(cmyk(), "JPEG", quality=95))
    data = encoded(cmyk(), "JPEG", quality=95)
    adobe = data.index(b"\xff\xee")
    save("cmyk-without-adobe.jpg", data[:adobe] + data[adobe + 16:])
    save("ycck.jpg", ycck())
    for width, height in ((1, 1), (1, 33), (33, 1)):
        save(f"{width}x{height}.jpg", encoded(Image.fromarray(smooth(width, height)), "JPEG", quality=90))
    save("rgb-components.jpg", rgb_components(rgb))

    save("rgb.png", encoded(rgb, "PNG"))
    alpha = rgb.copy()
    alpha.putalpha(Image.fromarray((np.indices((HEIGHT, WIDTH)).sum(axis=0) * 4).astype(np.uint8)))
    save("alpha.png", encoded(alpha, "PNG"))
    save("grey.png", encoded(grey, "PNG"))
    save("grey-alpha.png", encoded(alpha.convert("LA"), "PNG"))
    palette = rgb.quantize(17)
    save("palette.png", encoded(palette, "PNG"))
    save("palette-transparent.png", encoded(palette, "PNG", transparency=3))
    save("one-bit.png", encoded(grey.convert("1"), "PNG"))
    deep = np.asarray(grey).astype(np.uint16) * 251 + 77
    save("grey-16.png", encoded(Image.fromarray(deep), "PNG"),
         Image.fromarray((deep >> 8).astype(np.uint8)).convert("RGB"))
    save("rgb-16.png", convert(rgb, "-depth", "16", "-evaluate", "multiply", "0.987", "png48:-"))
    save("interlaced.png", convert(rgb, "-interlace", "PNG", "png24:-"))

    save("palette.gif", encoded(palette, "GIF"))
    save("animated.gif", encoded(palette, "GIF", save_all=True, append_images=[palette.rotate(180)]))
    save("rgb.bmp", encoded(rgb, "BMP"))
    save("palette.bmp", encoded(palette, "BMP"))
    save("one-bit.bmp", encoded(grey.convert("1"), "BMP"))

    save("canvas.gif", gif(rgb, (40, 30), (5, 7)))
    save("canvas-transparent.gif", gif(rgb, (40, 30), (5, 7), transparent=3))
    save("canvas-of-no-colour.gif", gif(rgb, (40, 30), (5, 7), transparent=200))
    save("own-palette.gif", gif(rgb, (40, 30), (5, 7), own=True))
    save("beyond-screen.gif", gif(rgb, (20, 20), (5, 7)))
    save("lossless.webp", encoded(rgb, "WEBP", lossless=True))
    save("lossy.webp", encoded(rgb, "WEBP"))
    save("lossy-fastest.webp", encoded(rgb, "WEBP", method=0))
    save("lossy-alpha.webp", encoded(alpha, "WEBP"))
    save("lossy-animated.webp", encoded(rgb, "WEBP", save_all=True, append_images=[rgb.rotate(180)]))
    save("lzw.tif", encoded(rgb, "TIFF", compression="tiff_lzw"))
    save("deflate.tif", encoded(palette, "TIFF", compression="tiff_adobe_deflate"))
    save("jpeg.tif", encoded(rgb, "TIFF", compression="jpeg"))
    save("cmyk.tif", encoded(cmyk(), "TIFF"))
    save("fax.tif", encoded(grey.convert("1"), "TIFF", compression="group4"))
    save("pages.tif", encoded(rgb, "TIFF", save_all=True, append_images=[rgb.rotate(180)]))
    save("tiles.tif", convert(rgb, "-define", "tiff:tile-geometry=16x16", "tif:-"))
    exif = Image.Exif()
    exif[0x0112] = 6
    small = Image.fromarray(smooth(13, 7))
    for name, kind in (("turned.png", "PNG"), ("turned.webp", "WEBP"), ("turned.tif", "TIFF")):
        options = {"lossless": True} if kind == "WEBP" else {}
        with open(f"decode/{name}", "wb") as file:
            file.write(encoded(small, kind, exif=exif, **options))
    bmp_fixtures(np.asarray(rgb), palette)

    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        small = Image.fromarray(smooth(13, 7))
        data = encoded(small, "JPEG", quality=95, exif=exif)
        save(f"orientation-{orientation}.jpg", data)
        upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        upright.save(f"decode/orientation-{orientation}.upright.ppm")


def gif(image, screen, at, transparent=None, own=False):
    """An image of 20 x 10 on a larger or smaller screen."""
    data = encoded(image.resize((20, 10)).quantize(8), "GIF")
    start = data.index(b"\x2c", 13 + 3 * (2 << (data[10] & 7)))
    palette = data[13:13 + 3 * (2 << (data[10] & 7))]
    flags = 0x80 | data[10] & 7
    control = b"" if transparent is None else b"\x21\xf9\4\1\0\0" + bytes([transparent, 0])
    head = b"GIF89a" + struct.pack("<HHBBB", *screen, 0 if own else flags, 2, 0)
    descriptor = b"\x2c" + struct.pack("<HHHHB", *at, 20, 10, flags if own else 0)
    body = descriptor + palette if own else descriptor
    return head + (b"" if own else palette) + control + body + data[start + 10:]


def bmp(header, palette, rows, offset=None):
    start = 14 + len(header) + len(palette) if offset is None else offset
    length = 14 + len(header) + len(palette) + len(rows)
    return b"BM" + struct.pack("<IHHI", length, 0, 0, start) + header + palette + rows


def bmp_header(size, bits, compression=0, height=HEIGHT):
    fields = struct.pack("<IiiHHIIiiII", size, WIDTH, height, 1, bits, compression, 0, 2835, 2835, 0, 0)
    return fields.ljust(size, b"\0")


def bmp_rows(pixels):
    lines = [line.tobytes() for line in pixels]
    return b"".join(line + b"\0" * (-len(line) % 4) for line in lines)


def bmp_fixtures(rgb, palette):
    up, blue_first = rgb[::-1], rgb[::-1, :, ::-1]
    indices = np.asarray(palette)[::-1]
    colours = np.zeros((256, 4), np.uint8)
    table = np.array(palette.getpalette()[:768], np.uint8).reshape(-1, 3)
    colours[:len(table), :3] = table[:, ::-1]
    red, green, blue = (up[:, :, i].astype("<u2") for i in range(3))
    save("555.bmp", bmp(bmp_header(40, 16), b"", bmp_rows((red >> 3) << 10 | (green >> 3) << 5 | blue >> 3)))
    masks = struct.pack("<III", 0xf800, 0x7e0, 0x1f)
    save("565.bmp", bmp(bmp_header(40, 16, 3), masks, bmp_rows((red >> 3) << 11 | (green >> 2) << 5 | blue >> 3)))
    save("os2.bmp", bmp(struct.pack("<IHHHH", 12, WIDTH, HEIGHT, 1, 24), b"", bmp_rows(blue_first)))
    save("os2-second.bmp", bmp(bmp_header(64, 24), b"", bmp_rows(blue_first)))
    save("top-down.bmp", bmp(bmp_header(40, 24, 0, -HEIGHT), b"", bmp_rows(blue_first[::-1])))
    save("v5.bmp", bmp(bmp_header(124, 24), b"", bmp_rows(blue_first)))
    save("without-offset.bmp", bmp(bmp_header(40, 24), b"", bmp_rows(blue_first), 0))
    save("palette-forgotten.bmp", bmp(bmp_header(40, 8), colours.tobytes(), bmp_rows(indices), 54))
    runs = b"".join(b"".join(bytes([1, i]) for i in line) + b"\0\0" for line in indices) + b"\0\1"
    save("runs.bmp", bmp(bmp_header(40, 8, 1), colours.tobytes(), runs))


def convert(image, *arguments):
    """Through ImageMagick, for the kinds that Pillow cannot write."""
    return subprocess.run(["convert", "ppm:-", *arguments], input=encoded(image, "PPM"),
                          stdout=subprocess.PIPE, check=True).stdout


def cjpeg(image, *arguments):
    """Through libjpeg-turbo's own program, for the samplings that Pillow cannot write."""
    return subprocess.run(["cjpeg", "-quality", "85", *arguments], input=encoded(image, "PPM"),
                          stdout=subprocess.PIPE, check=True).stdout


def rgb_components(image):
    """Y, Cb, Cr planes stored as they are, the component ids changed to 'R', 'G', 'B', JFIF dropped."""
    data = bytearray(encoded(image, "JPEG", quality=90, subsampling=0))
    jfif = data.index(b"\xff\xe0")
    length = struct.unpack(">H", data[jfif + 2:jfif + 4])[0]
    del data[jfif:jfif + 2 + length]
    frame, scan = data.index(b"\xff\xc0"), data.index(b"\xff\xda")
    for component, letter in enumerate(b"RGB"):
        data[frame + 10 + 3 * component] = letter
        data[scan + 5 + 2 * component] = letter
    return bytes(data)


def rescaled(pixels, side):
    """torchvision: Resize(side), CenterCrop(side), on a Pillow image."""
    image = Image.fromarray(pixels)
    width, height = image.size
    shorter = min(width, height)
    if shorter != side:
        image = image.resize((int(side * width / shorter), int(side * height / shorter)), Image.BILINEAR)
    width, height = image.size
    left, top = int(round((width - side) / 2.0)), int(round((height - side) / 2.0))
    return np.asarray(image.crop((left, top, left + side, top + side)))


def rescale_fixtures():
    sizes = [(64, 48, 32), (48, 64, 32), (37, 29, 16), (29, 37, 16), (37, 29, 17), (100, 23, 23),
             (23, 100, 23), (24, 23, 23), (25, 23, 23), (26, 23, 23), (5, 3, 16), (3, 5, 17), (1, 1, 8), (1, 50, 8),
             (50, 1, 8), (1, 5000, 8), (7, 7, 7), (7, 7, 1), (500, 375, 256), (375, 500, 256),
             (333, 500, 256), (255, 256, 256), (256, 256, 224), (256, 256, 72), (1000, 700, 10)]
    with open("rescale.tsv", "w") as file:
        for width, height, side in sizes:
            digest = hashlib.sha256(rescaled(noise(width, height), side).tobytes()).hexdigest()
            file.write(f"{width}\t{height}\t{side}\t{digest}\n")


def statistics_numbers():
    """For StatisticsTest: printed, to be copied there."""
    images = [noise(5, 5), smooth(5, 5), noise(6, 5)[:, 1:], 255 - smooth(5, 5)]
    pixels = np.concatenate([i.reshape(-1, 3) for i in images]).astype(np.float64)
    values, vectors = np.linalg.eigh(np.cov(pixels.T, bias=True))
    values, vectors = values[::-1], vectors[:, ::-1]
    for k in range(3):
        if vectors[np.argmax(abs(vectors[:, k])), k] < 0:
            vectors[:, k] *= -1
    mean = np.mean([i.transpose(2, 0, 1) for i in images], axis=0)
    print("rgb mean", repr(pixels.mean(axis=0)), "\nvalues", repr(values), "\nvectors", repr(vectors))
    print("mean image[0,0,:], [2,4,:]", repr(mean[0, 0]), repr(mean[2, 4]))


os.makedirs("decode", exist_ok=True)
np.set_printoptions(precision=17)
decode_fixtures()
rescale_fixtures()
statistics_numbers()
