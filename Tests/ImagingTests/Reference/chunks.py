"""Chunks and segments beside the pixels, and whether Pillow 9.5.0 takes the file: Fixtures/chunks.csv.

A file is a fixture with one part put in: chunks of a PNG (name, contents in hexadecimal, several by +)
before or after its pixels, a segment of a JPEG after its first marker."""
import io, struct, sys, zlib
from PIL import Image, __version__
assert __version__ == "9.5.0", "the reference is Pillow 9.5.0"
here = sys.path[0] + "/../Fixtures/"
def chunk(name, content):
    body = name.encode() + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
def png(base, place, chunks):
    b = open(here + base, "rb").read()
    at = b.index(b"IDAT") - 4 if place == "before" else b.rindex(b"IEND") - 4
    return b[:at] + b"".join(chunk(n, c) for n, c in chunks) + b[at:]
def jpeg(base, marker, content):
    b = open(here + base, "rb").read()
    return b[:2] + bytes([0xff, marker]) + struct.pack(">H", len(content) + 2) + content + b[2:]
def verdict(b):
    try:
        Image.open(io.BytesIO(b)).load()
        return "taken"
    except Exception:
        return "refused"
def packed(count): return zlib.compress(bytes(count), 9)
def frame(number, w=3, h=2, x=0, y=0): return struct.pack(">IIIIIHHBB", number, w, h, x, y, 1, 1, 0, 0)
cases = [[(n, bytes(k))] for n, ks in {"IHDR": (0, 12), "gAMA": (3, 4), "cHRM": (31, 32), "sRGB": (0, 1),
    "pHYs": (8, 9), "acTL": (7,), "fcTL": (25,), "fdAT": (3,), "tRNS": (0, 1, 2, 5, 6), "tIME": (0,)}.items() for k in ks]
cases += [[("iCCP", c)] for c in (b"", b"name", b"n\0\0" + packed(9), b"n\0\1" + packed(9), b"n\0\0zz", b"n\0\0" + packed(2**20), b"n\0\0" + packed(2**20 + 9000))]
cases += [[("zTXt", c)] for c in (b"", b"k", b"k\0", b"k\0\1" + packed(9), b"k\0\0" + packed(2**20 + 9000), b"k\0\0" + packed(99), b"k\0\0broken")]
cases += [[("iTXt", c)] for c in (b"", b"k\0\1\0l\0t\0" + packed(2**20 + 9000), b"k\0\1\1l\0t\0" + packed(2**20 + 9000), b"k\0\0\0l\0t\0x", b"k\0\1\0l" + packed(2**20 + 9000))]
cases += [[("tEXt", b"k\0v")], [("tEXt", b"")], [("zTXt", b"k\0\0" + packed(2**20))] * 64, [("zTXt", b"k\0\0" + packed(2**20))] * 65]
actl = ("acTL", struct.pack(">II", 2, 0))
cases += [[actl, ("fcTL", frame(0))], [actl, ("fcTL", frame(1))], [("fcTL", frame(0, w=4096))], [("fcTL", frame(0, x=4096))],
    [("fcTL", frame(0)), ("fcTL", frame(2))], [("fdAT", struct.pack(">I", 0))], [actl, ("fdAT", struct.pack(">I", 1))], [actl, actl, ("fcTL", frame(3))]]
print("file,place,parts,verdict")
for base in ("rgb8.png", "gray8.png", "palette8.png", "rgba8.png"):
    for place in ("before", "after"):
        for parts in cases:
            # What Pillow takes for a frame's pixels is another picture: not read here.
            if place == "before" and any(n in ("fdAT", "fcTL") and len(c) >= 4 for n, c in parts) and verdict(png(base, place, parts)) == "taken":
                continue
            if base != "gray8.png" and sum(len(c) for _, c in parts) > 500:
                continue
            text = f"{len(parts)}*" * (len(parts) > 9) + "+".join(n + ":" + c.hex() for n, c in (parts[:1] if len(parts) > 9 else parts))
            print(base, place, text, verdict(png(base, place, parts)), sep=",")
for marker, name in ((0xe0, b"JFIF"), (0xee, b"Adobe"), (0xe1, b"Exif\0"), (0xe2, b"ICC_PROFILE\0"), (0xfe, b"JFIF"), (0xee, b"JFIF")):
    for length in range(len(name), 16):
        content = (name + bytes(12))[:length]
        print("gray.jpg", marker, content.hex(), verdict(jpeg("gray.jpg", marker, content)), sep=",")
