#!/usr/bin/env python3
"""Reference values of the measures, by NumPy and SciPy: writes ../Fixtures/measures.json.

Inputs come from an integer hash (lowbias32), so that the tests make them again:
u(p, i) = lowbias32(i + p * 0x9E3779B9) / 2^32. Needs numpy and scipy.
"""
import json, pathlib
import numpy as np
from scipy import linalg, ndimage, stats
from scipy.spatial.distance import cdist, pdist


def u(p, n):
    with np.errstate(over="ignore"):
        h = np.arange(n, dtype=np.uint32) + np.uint32((p * 0x9E3779B9) & 0xFFFFFFFF)
        h ^= h >> np.uint32(16); h *= np.uint32(0x7FEB352D)
        h ^= h >> np.uint32(15); h *= np.uint32(0x846CA68B)
        h ^= h >> np.uint32(16)
    return h.astype(np.float64) / 4294967296.0


# 60 real points around three centres, 50 fakes around two of them, eight dimensions.
def cloud(p, n, centres, spread):
    x = np.concatenate([u(p + k, n * 8).reshape(n, 8) for k in range(4)]).reshape(4, n, 8).sum(0) - 2
    c = np.array([[3.0 * (k == j) for j in range(8)] for k in range(centres)])
    return x * spread + c[np.arange(n) % centres]


x, y = cloud(1, 60, 3, 1.0), cloud(11, 50, 2, 1.2)
n, m, d = len(x), len(y), x.shape[1]
out = {}
k = lambda a, b: (a @ b.T / d + 1) ** 3
kx, ky, kxy = k(x, x), k(y, y), k(x, y)
out["kid"] = ((kx.sum() - np.trace(kx)) / (n * (n - 1)) + (ky.sum() - np.trace(ky)) / (m * (m - 1))
              - 2 * kxy.mean())
ca, cb = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
out["frechet"] = (((x.mean(0) - y.mean(0)) ** 2).sum()
                  + np.trace(ca + cb - 2 * linalg.sqrtm(ca @ cb).real))
rr, ff, rf = cdist(x, x), cdist(y, y), cdist(x, y)
radius = lambda t, q: np.sort(t, 1)[:, q]                      # column 0 is the point itself
out["precision"] = (rf < radius(rr, 3)[:, None]).any(0).mean()
out["recall"] = (rf < radius(ff, 3)[None, :]).any(1).mean()
out["density"] = (rf < radius(rr, 5)[:, None]).sum() / (5 * m)
out["coverage"] = (rf.min(1) < radius(rr, 5)).mean()
al = np.block([[rr, rf], [rf.T, ff]]) + np.diag([np.inf] * (n + m))
label = np.r_[np.ones(n), np.zeros(m)]
same = label[al.argmin(1)] == label
out["nn"], out["nn_real"], out["nn_fake"] = same.mean(), same[:n].mean(), same[n:].mean()
own = radius(rr, 1)
out["nearest"] = rf.min(0).mean() / own.mean()
out["authenticity"] = (rf.min(0) >= own[rf.argmin(0)]).mean()
out["variety"] = pdist(y).mean() / pdist(x).mean()
limit = np.sort(pdist(x))[len(pdist(x)) // 100]
out["twins"] = (pdist(y) < limit).mean()
width = np.sort(pdist(x))[len(pdist(x)) // 2]
vendi = lambda t: np.exp(stats.entropy(np.clip(np.linalg.eigvalsh(np.exp(-t ** 2 / 2 / width ** 2) / len(t)), 0, None)))
out["vendi_real"], out["vendi_fake"] = vendi(rr), vendi(ff)
centres = np.array([[3.0 * (q == j) for j in range(8)] for q in range(3)] + [[0.0] * 8, [1.0] * 8])
bins = lambda t: np.bincount(cdist(t, centres).argmin(1), minlength=5)
bx, by = bins(x), bins(y)
pool = (bx + by) / (n + m)
with np.errstate(divide="ignore", invalid="ignore"):
    z = (bx / n - by / m) / np.sqrt(pool * (1 - pool) * (1 / n + 1 / m))
out["ndb"] = float((2 * stats.norm.sf(np.abs(z)) < 0.05).sum())
p, q = bx / n, by / m
out["js"] = (stats.entropy(p, (p + q) / 2) + stats.entropy(q, (p + q) / 2)) / 2

# Pictures: smooth patterns of 40 x 48 with noise, from 0 to 1.
H, W = 40, 48


def picture(p):
    g = u(p, 4)
    r, c = np.mgrid[0:H, 0:W]
    wave = 0.5 + 0.3 * np.sin(2 * np.pi * ((1 + 3 * g[0]) * r / H + g[1])) * np.cos(2 * np.pi * ((1 + 3 * g[2]) * c / W + g[3]))
    return (wave + 0.1 * (u(p + 500, H * W).reshape(H, W) - 0.5)).astype(np.float32).astype(np.float64)


def msssim(a, b):
    w = np.exp(-np.arange(-5, 6) ** 2 / (2 * 1.5 ** 2)); w /= w.sum()
    f = lambda t: ndimage.correlate1d(ndimage.correlate1d(t, w, 0), w, 1)[5:-5, 5:-5]
    weights = np.array([0.0448, 0.2856, 0.3001, 0.2363, 0.1333])
    scales = 0; side = min(a.shape)
    while side >= 11: scales += 1; side //= 2
    weights = weights[:scales] / weights[:scales].sum()
    total = 1.0
    for s in range(scales):
        ma, mb = f(a), f(b)
        va, vb, cab = f(a * a) - ma ** 2, f(b * b) - mb ** 2, f(a * b) - ma * mb
        cs = (2 * cab + 9e-4) / (va + vb + 9e-4)
        l = (2 * ma * mb + 1e-4) / (ma ** 2 + mb ** 2 + 1e-4)
        total *= max((l * cs).mean() if s == scales - 1 else cs.mean(), 0) ** weights[s]
        h, v = a.shape[0] // 2 * 2, a.shape[1] // 2 * 2
        a, b = (t[:h, :v].reshape(h // 2, 2, v // 2, 2).mean((1, 3)) for t in (a, b))
    return total


pics = [picture(100 + i) for i in range(6)]
out["msssim"] = [msssim(pics[0], pics[1]), msssim(pics[2], pics[3]), msssim(pics[4], pics[4])]


def spectrum(ps):
    fy, fx = np.abs(np.fft.fftfreq(H) * H), np.abs(np.fft.fftfreq(W) * W)
    radius = np.rint(np.hypot(fy[:, None], fx[None, :])).astype(int)
    power = np.mean([np.abs(np.fft.fft2(t)) ** 2 for t in ps], 0)
    return [power[radius == q].mean() for q in range(1, min(H, W) // 2 + 1)]


out["spectrum"] = spectrum(pics)
a, b = u(200, 40 * 9).reshape(40, 9), u(201, 40 * 9).reshape(40, 9) ** 2
direction = u(202, 9) - 0.5
out["projected"] = stats.wasserstein_distance(a @ direction, b @ direction)

# Principal components of 30 samples of 200 numbers: coordinates up to sign, in the project's scale.
s = (u(300, 30 * 200).reshape(30, 200) * np.linspace(0.2, 2, 200)).astype(np.float32).astype(np.float64)
c = s - s.mean(0)
lam, vec = np.linalg.eigh(c @ c.T)
lam, vec = lam[::-1][:6], vec[:, ::-1][:, :6]
coordinates = vec * np.sqrt(lam)
coordinates *= np.sqrt(30 * 6 / lam.sum())
out["components"] = np.abs(coordinates).ravel().tolist()
out["explained"] = lam.sum() / (c ** 2).sum()
t = u(400, 49).reshape(7, 7); t = t + t.T
out["eigenvalues"] = np.sort(np.linalg.eigvalsh(t))[::-1].tolist()

out = {key: (value if isinstance(value, list) else float(value)) for key, value in out.items()}
if __name__ == "__main__":
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "measures.json"
    path.write_text(json.dumps(out, indent=1) + "\n")
