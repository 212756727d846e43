"""Makes the pictures in this folder and what Pillow makes of them.

    python reference.py            with 9.5.0: the small pictures and expected.csv
                                   with 13.0.0: expected-13.0.0.csv
    python reference.py FOLDER     photos.csv, for the photographs in FOLDER

expected*.csv: file, width, height, color, filter, CRC-32 of
Image.open(file).resize((width, height), filter).convert("L" or "RGB").
"""
import os
import struct
import sys
import zlib

from PIL import Image, __version__

assert __version__ in ("9.5.0", "13.0.0"), "the references are Pillow 9.5.0 and 13.0.0"
HERE = os.path.dirname(os.path.abspath(__file__))
W, H = 23, 17


def path(name):
    return os.path.join(HERE, name)


def level(x, y, c):
    """A picture with smooth and rough parts, as 16-bit levels."""
    smooth = (x * 2600 + y * 3100 + c * 17000) % 65536
    rough = (x * x * 977 + y * 5413 + x * y * 331 + c * 29101) % 65536
    return rough if (x // 6 + y // 5) % 2 else smooth


# PNG, written by hand because Pillow writes neither all depths nor interlaced.

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pack_row(samples, depth):
    if depth == 16:
        return b"".join(struct.pack(">H", s) for s in samples)
    if depth == 8:
        return bytes(samples)
    out, bits, count = bytearray(), 0, 0
    for s in samples:
        bits, count = bits << depth | s, count + depth
        if count == 8:
            out.append(bits)
            bits = count = 0
    if count:
        out.append(bits << 8 - count)
    return bytes(out)


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
         (0, 1, 1, 2)]


def png(name, color_type, depth, sample, interlaced=False, extra=b""):
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[color_type]
    raw = b""
    for x0, y0, dx, dy in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        for y in range(y0, H, dy):
            row = [sample(x, y, c) for x in range(x0, W, dx) for c in range(channels)]
            if row:
                raw += b"\0" + pack_row(row, depth)
    header = struct.pack(">IIBBBBB", W, H, depth, color_type, 0, 0, int(interlaced))
    packed = zlib.compress(raw, 9)
    half = len(packed) // 2
    with open(path(name), "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra
                + chunk(b"IDAT", packed[:half]) + chunk(b"IDAT", packed[half:])
                + chunk(b"IEND", b""))


def deep(depth):
    return lambda x, y, c: level(x, y, c) >> 16 - depth


def with_alpha(depth, last):
    """Alpha of 0, 255 and between."""
    top = (1 << depth) - 1
    steps = [0, 1, 40, 100, 128, 200, 254, 255]
    def sample(x, y, c):
        if c < last:
            return level(x, y, c) >> 16 - depth
        return steps[(x // 2 + y // 3) % 8] * top // 255
    return sample


def palette(count):
    return chunk(b"PLTE", bytes(level(i, 3 * i, c) >> 8 for i in range(count) for c in range(3)))


def pngs():
    for depth in (1, 2, 4, 8, 16):
        png(f"gray{depth}.png", 0, depth, deep(depth))
    png("gray16-dark.png", 0, 16, lambda x, y, c: level(x, y, c) >> 7)
    for depth in (8, 16):
        png(f"rgb{depth}.png", 2, depth, deep(depth))
        png(f"gray-alpha{depth}.png", 4, depth, with_alpha(depth, 1))
        png(f"rgba{depth}.png", 6, depth, with_alpha(depth, 3))
    for depth in (1, 2, 4, 8):
        count = 1 << depth if depth < 8 else 200
        png(f"palette{depth}.png", 3, depth, lambda x, y, c: (level(x, y, 0) >> 5) % count,
            extra=palette(count))
    png("palette-short.png", 3, 8, lambda x, y, c: (level(x, y, 0) >> 5) % 256,
        extra=palette(20))
    png("palette-clear.png", 3, 8, lambda x, y, c: (level(x, y, 0) >> 5) % 90,
        extra=palette(90) + chunk(b"tRNS", bytes(range(0, 180, 2))))
    png("gray-clear.png", 0, 8, deep(8), extra=chunk(b"tRNS", struct.pack(">H", 40)))
    png("rgb-clear.png", 2, 8, deep(8), extra=chunk(b"tRNS", struct.pack(">HHH", 1, 2, 3)))
    png("rgb-chunks.png", 2, 8, deep(8),
        extra=chunk(b"gAMA", struct.pack(">I", 22727)) + chunk(b"tEXt", b"Title\0x")
        + chunk(b"pHYs", struct.pack(">IIB", 10, 20, 1)))
    png("gray1-interlaced.png", 0, 1, deep(1), interlaced=True)
    png("gray16-interlaced.png", 0, 16, deep(16), interlaced=True)
    png("rgb-interlaced.png", 2, 8, deep(8), interlaced=True)
    png("palette4-interlaced.png", 3, 4, lambda x, y, c: (level(x, y, 0) >> 5) % 16,
        interlaced=True, extra=palette(16))


# GIF, written by hand so that frames lie where viewers seldom see them.

def lzw(indices, bits):
    """Codes of one width: the table is cleared before it grows."""
    clear, out, acc, count = 1 << bits, bytearray(), 0, 0
    codes = []
    for i, index in enumerate(indices):
        if i % (clear - 2) == 0:
            codes.append(clear)
        codes.append(index)
    for code in codes + [clear + 1]:
        acc, count = acc | code << count, count + bits + 1
        while count >= 8:
            out.append(acc & 255)
            acc, count = acc >> 8, count - 8
    if count:
        out.append(acc)
    blocks = b"".join(bytes([len(out[i:i + 255])]) + bytes(out[i:i + 255])
                      for i in range(0, len(out), 255))
    return bytes([bits]) + blocks + b"\0"


def colors(bits, c=0):
    return bytes(level(i, 3 * i + c, k) >> 8 for i in range(1 << bits) for k in range(3))


def ramp(bits):
    return bytes(i for i in range(1 << bits) for _ in range(3))


def frame(left, top, w, h, bits, local=None, interlaced=False, clear=None):
    control = b""
    if clear is not None:
        control = b"!\xf9\x04" + bytes([1, 5, 0, clear]) + b"\0"
    flags = (0x80 | bits - 1 if local else 0) | (0x40 if interlaced else 0)
    rows = range(h)
    if interlaced:
        rows = [y for s, d in ((0, 8), (4, 8), (2, 4), (1, 2)) for y in range(s, h, d)]
    data = [(level(x, y, 0) >> 5) % (1 << bits) for y in rows for x in range(w)]
    return (control + b"," + struct.pack("<HHHHB", left, top, w, h, flags) + (local or b"")
            + lzw(data, bits))


def gif(name, bits, screen, shared, *frames):
    flags = 0x80 | bits - 1 if shared else 0
    with open(path(name), "wb") as f:
        f.write(b"GIF89a" + struct.pack("<HHBBB", *screen, flags, 1, 0) + (shared or b"")
                + b"".join(frames) + b";")


def gifs():
    whole = (0, 0, W, H)
    gif("palette.gif", 5, (W, H), colors(5), frame(*whole, 5))
    gif("ramp.gif", 8, (W, H), ramp(8), frame(*whole, 8))
    gif("no-palette.gif", 6, (W, H), None, frame(*whole, 6))
    gif("local.gif", 4, (W, H), colors(4), frame(*whole, 4, local=colors(4, 9)))
    gif("local-ramp.gif", 4, (W, H), None, frame(*whole, 4, local=ramp(4)))
    gif("interlaced.gif", 5, (W, H), colors(5), frame(*whole, 5, interlaced=True))
    gif("clear.gif", 5, (W, H), colors(5), frame(*whole, 5, clear=7))
    gif("inset.gif", 5, (W, H), colors(5), frame(4, 3, 12, 9, 5))
    gif("inset-clear.gif", 5, (W, H), colors(5), frame(4, 3, 12, 9, 5, clear=7))
    gif("beyond.gif", 5, (15, 10), colors(5), frame(5, 4, 18, 13, 5))
    gif("frames.gif", 5, (W, H), colors(5), frame(*whole, 5), frame(2, 2, 9, 9, 5, clear=3))


def jpegs():
    rgb = Image.new("RGB", (W, H))
    rgb.putdata([tuple((x * 9 + y * c * 4 + c * 60) % 256 for c in range(3))
                 for y in range(H) for x in range(W)])
    rgb.save(path("rgb.jpg"), quality=85)
    rgb.save(path("rgb444.jpg"), quality=92, subsampling=0)
    rgb.save(path("progressive.jpg"), quality=80, progressive=True)
    rgb.save(path("turned.jpg"), quality=85,
             exif=b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0")
    rgb.convert("L").save(path("gray.jpg"), quality=85)
    rgb.convert("CMYK").save(path("cmyk.jpg"), quality=90)
    # The same file as 4:4:4, with Adobe's mark that says: these are R, G, B.
    data = open(path("rgb444.jpg"), "rb").read()
    adobe = b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0"
    length = struct.unpack(">H", data[4:6])[0]
    with open(path("adobe-rgb.jpg"), "wb") as f:
        f.write(data[:2] + adobe + data[4 + length:])


FILTERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "box": 4, "hamming": 5}


def row(name, size, color, kernel=None):
    image = Image.open(path(name))
    kwargs = {} if kernel is None else {"resample": FILTERS[kernel]}
    result = image.resize(size, **kwargs).convert({"gray": "L", "rgb": "RGB"}[color])
    sum = zlib.crc32(result.tobytes())
    return f"{name},{size[0]},{size[1]},{color},{kernel or 'bicubic'},{sum:08x}\n"


def expected(table):
    names = sorted(n for n in os.listdir(HERE) if n.endswith((".png", ".jpg", ".gif")))
    with open(path(table), "w") as f:
        f.write("file,width,height,color,filter,crc32\n")
        for name in names:
            native = Image.open(path(name)).size
            for size in ((12, 9), (41, 30), (12, native[1]), native):
                for color in ("gray", "rgb"):
                    f.write(row(name, size, color))
        for name in ("gray8.png", "gray16.png", "rgb8.png", "gray-alpha8.png", "rgba8.png",
                     "cmyk.jpg", "palette8.png"):
            for kernel in FILTERS:
                for size in ((11, 7), (50, 29)):
                    f.write(row(name, size, "rgb", kernel))


def photos(folder):
    with open(path("photos.csv"), "w") as f:
        f.write("file,crc32\n")
        for name in sorted(os.listdir(folder)):
            image = Image.open(os.path.join(folder, name)).resize((64, 64)).convert("L")
            f.write(f"{name},{zlib.crc32(image.tobytes()):08x}\n")


if len(sys.argv) > 1:
    photos(sys.argv[1])
elif __version__ == "13.0.0":
    expected("expected-13.0.0.csv")
else:
    pngs()
    gifs()
    jpegs()
    expected("expected.csv")
