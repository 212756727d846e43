#!/usr/bin/env python3
"""Reference values of what pictures look like, by NumPy: writes ../Fixtures/scattering.json.

Wavelets are whole complex filters here, taken tap by tap in float64; the project uses filters of rows
and columns in float32. Inputs as in measures.py. Needs numpy and scipy.
"""
import json, pathlib
import numpy as np
from scipy import linalg
from measures import picture

frequency = 0.675 * np.pi
window = lambda reach, sigma: np.exp(-np.arange(-reach, reach + 1) ** 2 / (2 * sigma ** 2))


def wavelets():
    n, g = np.arange(-3, 4), window(3, 1)
    wave = np.exp(1j * frequency * n)
    across = g * (wave - (g * wave).sum().real / g.sum())
    along = window(4, 2)
    upright = np.outer(along / along.sum(), across / np.abs(across).sum())
    wave = np.exp(1j * frequency / np.sqrt(2) * n)
    slanted = np.outer(g, g) * (np.outer(wave, wave) - ((g * wave).sum().real / g.sum()) ** 2)
    slanted /= np.abs(slanted).sum()
    line = np.exp(-np.arange(-2, 3) ** 2 / 3)
    line /= line.sum()
    rising = np.zeros((11, 11), complex)
    for m, weight in zip(range(-2, 3), line):
        rising[2 - m:9 - m, 2 + m:9 + m] += weight * slanted
    return [upright, rising, upright.T, rising[:, ::-1]]


def mirrored(i, n):
    i = np.mod(i, 2 * n)
    return np.where(i < n, i, 2 * n - 1 - i)


def pad(x, y, z):
    h, w = x.shape
    return x[mirrored(np.arange(-y, h + y), h)[:, None], mirrored(np.arange(-z, w + z), w)[None]]


def filtered(x, f):
    (y, z), (h, w) = np.array(f.shape) // 2, x.shape
    p = pad(x, y, z)
    return sum(f[i, j] * p[i:i + h, j:j + w] for i in range(f.shape[0]) for j in range(f.shape[1]) if f[i, j])


def halved(x):
    h, w = x.shape[0] // 2, x.shape[1] // 2
    b = np.array([1, 3, 3, 1]) / 8
    p = pad(x, 1, 1)
    y = sum(b[k] * p[:, k:k + 2 * w:2][:, :w] for k in range(4))
    return sum(b[k] * y[k:k + 2 * h:2][:h] for k in range(4))


bank = wavelets()
moduli = lambda x: [np.abs(filtered(x, f)) for f in bank]


def grid(x, period=8):
    """How uneven differences of neighbours are by their position in the period, across and down."""
    out = []
    for d in (np.abs(np.diff(x, axis=1)).mean(0), np.abs(np.diff(x, axis=0)).mean(1)):
        means = np.array([d[i::period].mean() for i in range(period)])
        out.append(means.std() / (means.mean() + 1e-4))
    return out


def features(x, scales=3):
    plane, first, energies, values = x, [], [], []
    for j in range(scales):
        m = moduli(plane)
        first.append([t.mean() for t in m])
        energies.append(sum((t ** 2).mean() for t in m))
        for _ in range(j + 1, scales):
            m = [halved(t) for t in m]
            s = np.array([[q.mean() for q in moduli(t)] for t in m])
            s = np.log(s / (np.array(first[j])[:, None] + 0.001) + 0.01)
            swap = [0, 3, 2, 1]
            values += ((s + s[swap][:, swap]) / 2).ravel().tolist()
        plane = halved(plane)
    c = np.sqrt(sum(energies)) + 0.01
    b = np.array([1, 4, 6, 4, 1]) / 16
    rough = np.abs(x - filtered(x, np.outer(b, b))).mean()
    h, w = x.shape
    middle = x[h // 4:h - h // 4, w // 4:w - w // 4].mean()
    return values + [np.log(rough / c + 0.01), np.log(np.mean(first[-1]) / c + 0.01), *grid(x), np.log(c), x.mean(),
                     x[:h // 2].mean() - x[h - h // 2:].mean(), middle - x.mean()]


def colours(r, g, b):
    y = 0.299 * r + 0.587 * g + 0.114 * b
    out = []
    for t in (r - y, b - y):
        out += [t.mean(), np.log(t.std() + 0.01), np.log(np.abs(np.diff(t, axis=1)).mean() + 0.01)]
    return out


real = [picture(1000 + i) for i in range(32)]
fake = [picture(2000 + i) * 0.7 + 0.2 * picture(3000 + i)[::-1] for i in range(32)]
low, high = min(t.min() for t in real), max(t.max() for t in real)
R, F = (np.array([features((t - low) / (high - low)) for t in ts]) for ts in (real, fake))
out = {"features": R[0].tolist()}
r, g, b = (picture(100 + i) for i in range(3))
low, high = min(map(np.min, (r, g, b))), max(map(np.max, (r, g, b)))
r, g, b = ((t - low) / (high - low) for t in (r, g, b))
out["colours"] = features(0.299 * r + 0.587 * g + 0.114 * b) + colours(r, g, b)

weights = np.array([1.0] * (R.shape[1] - 6) + [0.4, 0.4, 0.2, 0.4, 0.4, 0.4])
bound = lambda x: (lambda z: weights * z / np.sqrt(1 + z * z / 4))((x - R.mean(0)) / R.std(0))
x = bound(R)
mean = x.mean(0)
_, s, v = np.linalg.svd(x - mean, full_matrices=False)
d = 8
variance = (s ** 2 / len(x))[:d]
def points(y, share):
    project = v[:d].T / np.sqrt(variance + variance.mean() * share)
    return (bound(y) - mean) @ project / np.sqrt((((x - mean) @ project) ** 2).mean())


sphere = lambda y: y / np.sqrt((y ** 2).mean(1, keepdims=True) + 0.1)
out["points"] = np.abs(points(F, 3)).ravel().tolist()
p, q = sphere(points(R, 0.05)), sphere(points(F, 0.05))
k = lambda a, b: (a @ b.T / d + 1) ** 3
n = len(p)
within = k(p, p).sum() - np.trace(k(p, p)) + k(q, q).sum() - np.trace(k(q, q))
out["kid"] = float(within / (n * (n - 1)) - 2 * k(p, q).mean())
ca, cb = np.cov(p, rowvar=False), np.cov(q, rowvar=False)
out["frechet"] = float(((p.mean(0) - q.mean(0)) ** 2).sum()
                       + np.trace(ca + cb - 2 * linalg.sqrtm(ca @ cb).real))



def oriented_gradients(x):
    """Histograms of oriented gradients and brightness in 8 x 8 cells."""
    p = np.pad(x, 1, mode="edge")
    p = (p[:, :-2] + 2 * p[:, 1:-1] + p[:, 2:]) / 4
    x = (p[:-2] + 2 * p[1:-1] + p[2:]) / 4
    h, w = x.shape
    histogram, light, area = np.zeros((8, 8, 8)), np.zeros((8, 8)), np.zeros((8, 8))
    for r in range(h):
        for c in range(w):
            cell = r * 8 // h, c * 8 // w
            light[cell] += x[r, c]
            area[cell] += 1
            if 0 < r < h - 1 and 0 < c < w - 1:
                dx, dy = x[r, c + 1] - x[r, c - 1], x[r + 1, c] - x[r - 1, c]
                position = np.arctan2(dy, dx) / np.pi % 1 * 8
                first, share = int(position) % 8, position % 1
                histogram[cell][first] += np.hypot(dx, dy) * (1 - share)
                histogram[cell][(first + 1) % 8] += np.hypot(dx, dy) * share
    histogram /= np.sqrt((histogram ** 2).sum(2, keepdims=True) + 0.25)
    return histogram.ravel().tolist() + (light / area).ravel().tolist()


out["gradients"] = oriented_gradients(picture(100).astype(float))

if __name__ == "__main__":
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "scattering.json"
    path.write_text(json.dumps(out, indent=1) + "\n")
