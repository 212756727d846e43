"""What a version of Pillow makes of pictures by formula: Fixtures/passes-VERSION.csv.

    python passes.py       with Pillow 9.5.0 and with Pillow 13.0.0

Columns: mode, width, height, new width, new height, filter, and the CRC-32 of
image.resize((new width, new height), filter).convert("RGB"). 16-bit gray goes through a PNG file, since
versions differ in the mode that it is read as.
"""
import io
import os
import struct
import zlib

from PIL import Image, __version__

assert __version__ in ("9.5.0", "13.0.0"), "the references are Pillow 9.5.0 and 13.0.0"
HERE = os.path.dirname(os.path.abspath(__file__))

# Width, height, new width, new height. From 13.0.0 on the vertical pass comes first where more rows go
# than twice the columns that go.
SIZES = [(20, 91, 64, 64), (37, 91, 64, 64), (91, 200, 64, 64), (200, 1000, 64, 64),
         (127, 191, 64, 64), (127, 190, 64, 64), (65, 67, 64, 64), (65, 66, 64, 64),
         (20, 37, 64, 64), (200, 91, 64, 64), (64, 200, 64, 64), (200, 64, 64, 64),
         (30, 41, 50, 40), (30, 40, 50, 40), (9, 300, 31, 7), (1, 50, 40, 1), (50, 1, 7, 20)]
FILTERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "box": 4, "hamming": 5}
ALPHA = [0, 1, 40, 100, 128, 200, 254, 255]


def level(x, y, c):
    """A picture with smooth and rough parts, as 16-bit levels."""
    smooth = (x * 2600 + y * 3100 + c * 17000) % 65536
    rough = (x * x * 977 + y * 5413 + x * y * 331 + c * 29101) % 65536
    return rough if (x // 6 + y // 5) % 2 else smooth


def pixel(mode, x, y):
    if mode == "gray16":
        return struct.pack("<H", level(x, y, 0) >> 7)
    if mode == "palette":
        return bytes([(level(x, y, 0) >> 5) % 200])
    colors = {"gray": 1, "grayAlpha": 1, "rgb": 3, "rgba": 3, "cmyk": 4}[mode]
    alpha = [ALPHA[(x // 2 + y // 3) % 8]] if mode in ("grayAlpha", "rgba") else []
    return bytes([level(x, y, c) >> 8 for c in range(colors)] + alpha)


def picture(mode, width, height):
    names = {"gray": "L", "grayAlpha": "LA", "rgb": "RGB", "rgba": "RGBA", "cmyk": "CMYK",
             "gray16": "I;16", "palette": "P"}
    data = b"".join(pixel(mode, x, y) for y in range(height) for x in range(width))
    image = Image.frombytes(names[mode], (width, height), data)
    if mode == "palette":
        image.putpalette(bytes(level(i, 3 * i, c) >> 8 for i in range(200) for c in range(3)))
    if mode == "gray16":
        file = io.BytesIO()
        image.save(file, "PNG")
        image = Image.open(file)
    return image


with open(os.path.join(HERE, "..", "Fixtures", f"passes-{__version__}.csv"), "w") as f:
    f.write("mode,width,height,new_width,new_height,filter,crc32\n")
    for mode in ("gray", "grayAlpha", "rgb", "rgba", "cmyk", "gray16", "palette"):
        for width, height, *size in SIZES:
            image = picture(mode, width, height)
            for name, kernel in FILTERS.items():
                result = image.resize(size, kernel).convert("RGB")
                row = [mode, width, height, *size, name, f"{zlib.crc32(result.tobytes()):08x}"]
                f.write(",".join(map(str, row)) + "\n")
