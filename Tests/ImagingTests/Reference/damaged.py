"""Damaged pictures: 200 of each format, always the same."""
import io, os, random, sys
from PIL import Image
out = sys.argv[1] if len(sys.argv) > 1 else "damaged"
os.makedirs(out, exist_ok=True)
r = random.Random(15)
def scene(w, h):
    im = Image.new("RGB", (w, h)); p = im.load()
    for y in range(h):
        for x in range(w):
            p[x, y] = ((x * 5 + y * 3) % 256, (x * y) % 256, int(127 + 100 * ((x // 7 + y // 5) % 2)) ^ r.getrandbits(4))
    return im
def data(im, fmt, **o):
    b = io.BytesIO(); im.save(b, fmt, **o); return b.getvalue()
a = scene(61, 47)
bases = {
 "jpg": [data(a,"JPEG",quality=q,subsampling=s,progressive=p,**k) for q,s,p,k in [(85,2,False,{}),(60,0,False,{}),(85,2,True,{}),(90,0,True,{}),(80,2,False,{"restart_marker_rows":1}),(75,1,False,{"optimize":True})]] + [data(a.convert("L"),"JPEG"), data(a.convert("CMYK"),"JPEG"), data(a.convert("L"),"JPEG",progressive=True)],
 "png": [data(a,"PNG"), data(a.convert("L"),"PNG"), data(a.quantize(64),"PNG"), data(a.convert("1"),"PNG"), data(a.convert("RGBA"),"PNG"), data(a.convert("LA"),"PNG"), data(a.convert("I;16") if False else a.convert("L").convert("I;16"),"PNG"), data(a,"PNG",compress_level=0), data(a.quantize(9),"PNG",bits=4)],
 "gif": [data(a.quantize(200),"GIF"), data(a.convert("L"),"GIF"), data(a.quantize(16),"GIF",interlace=0), data(a.convert("1"),"GIF"), data(a.quantize(50),"GIF",transparency=3), data(a.quantize(128),"GIF",save_all=True,append_images=[a.rotate(30).quantize(128)])],
}
def damage(b):
    b = bytearray(b); n = len(b); kind = r.randrange(9)
    at = r.randrange(2, n)
    if kind == 0: b[at] ^= 1 << r.randrange(8)
    elif kind == 1: b[at] = r.randrange(256)
    elif kind == 2: del b[at:]
    elif kind == 3: del b[-r.randrange(1, 20):]
    elif kind == 4: del b[at:at + r.randrange(1, 30)]
    elif kind == 5: b[at:at] = bytes(r.randrange(256) for _ in range(r.randrange(1, 30)))
    elif kind == 6: b[at:at + 20] = bytes(len(b[at:at + 20]))
    elif kind == 7:
        for _ in range(r.randrange(2, 8)): b[r.randrange(n // 3, n)] = r.randrange(256)
    else: b[at:at + 8] = b"\xff" * len(b[at:at + 8])
    return bytes(b)
for ending, files in bases.items():
    for i in range(200):
        open(f"{out}/{i:03}.{ending}", "wb").write(damage(files[i % len(files)]))
