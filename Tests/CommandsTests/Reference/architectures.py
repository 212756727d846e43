"""Ten training steps of twelve pairs of networks, by PyTorch in float64, from given weights, data, latents.

python architectures.py [NUMBER...]      writes ../Fixtures/architecture-*.{json,safetensors}      (PyTorch 2.15)

Pairs 7 to 9 have what helps beyond the article: penalties, smoothing, clipping, averages, schedules. Pairs 10
and 11 are conditional, one of plain numbers and one of pictures: one-hot kinds after latents and pixels,
constant planes after channels; penalties are on the gradient by pixels alone. Pair 12 has spectral norm, written
out here: torch.nn.utils.spectral_norm takes a power step in each forward, three a training step; Miyato et al.
take one an update.
Together the pairs have every layer, odd sizes, strides 1 to 3, kernels 1 to 7, gray and RGB, SGD, momentum
and Adam, and every loss. No bias stands before a batch norm where Adam would follow the rounding of its gradient
of 0. What goes in is made by an integer hash, so that a test can make it again.
"""
import json
import pathlib
import struct
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils import parametrize

OUT = pathlib.Path(__file__).parent.parent / "Fixtures"
torch.set_default_dtype(torch.float64)


def uniform(p, count):
    """lowbias32(i + p * 0x9E3779B9) / 2^32"""
    h = (np.arange(count, dtype=np.uint64) + np.uint64(p * 0x9E3779B9 % 2**32)).astype(np.uint32)
    h ^= h >> np.uint32(16)
    h = (h.astype(np.uint64) * 0x7FEB352D).astype(np.uint32)
    h ^= h >> np.uint32(15)
    h = (h.astype(np.uint64) * 0x846CA68B).astype(np.uint32)
    h ^= h >> np.uint32(16)
    return h.astype(np.float64) / 2**32


class PixelNorm(nn.Module):
    def forward(self, x):
        return x / torch.sqrt((x * x).mean(1, keepdim=True) + 1e-8)


class MinibatchDeviation(nn.Module):
    def forward(self, x):
        n = len(x)
        size = max(s for s in (1, 2, 3, 4) if n % s == 0)
        y = x.reshape(size, n // size, -1)
        deviation = torch.sqrt(y.var(0, unbiased=False) + 1e-8).mean(1)
        shape = (n, 1) + tuple(x.shape[2:])
        return torch.cat([x, deviation.repeat(size).reshape((n,) + (1,) * (x.dim() - 1)).expand(shape)], 1)


class NHWC(nn.Module):
    """Plain numbers as they are, in the order of the prepared picture."""

    def forward(self, x):
        return x


def up(mode="nearest"):
    return nn.Upsample(scale_factor=2, mode=mode, **({"align_corners": False} if mode == "bilinear" else {}))


def bn(c, flat=False):
    return nn.BatchNorm1d(c) if flat else nn.BatchNorm2d(c)


SOFTPLUS = F.softplus
LOSSES = {
    "bce": (lambda r, f: F.binary_cross_entropy(r, torch.ones_like(r)) + F.binary_cross_entropy(f, torch.zeros_like(f)),
            lambda r, f: F.binary_cross_entropy(f, torch.ones_like(f))),
    "bce_logits": (lambda r, f: SOFTPLUS(-r).mean() + SOFTPLUS(f).mean(), lambda r, f: SOFTPLUS(-f).mean()),
    "hinge": (lambda r, f: F.relu(1 - r).mean() + F.relu(1 + f).mean(), lambda r, f: -f.mean()),
    "lsgan": (lambda r, f: 0.5 * ((r - 1) ** 2).mean() + 0.5 * (f ** 2).mean(),
              lambda r, f: 0.5 * ((f - 1) ** 2).mean()),
    "wasserstein": (lambda r, f: f.mean() - r.mean(), lambda r, f: -f.mean()),
    "relativistic": (lambda r, f: SOFTPLUS(-(r - f.mean())).mean() + SOFTPLUS(f - r.mean()).mean(),
                     lambda r, f: SOFTPLUS(r - f.mean()).mean() + SOFTPLUS(-(f - r.mean())).mean()),
}

CASES = [
    dict(shape=(1, 8, 8), latent=5, batch=8, loss="bce", optimizer="sgd", lr=0.1,
         generator="5 -> 8@2x2 batchnorm relu up -> conv(4) batchnorm relu up -> conv(1) tanh",
         discriminator="1@8x8 -> conv(4, 4, stride=2) leakyrelu -> conv(6, 4, stride=2) leakyrelu -> 1 sigmoid",
         g=lambda: [nn.Linear(5, 32), nn.Unflatten(1, (8, 2, 2)), bn(8), nn.ReLU(), up(),
                    nn.Conv2d(8, 4, 3, padding=1), bn(4), nn.ReLU(), up(), nn.Conv2d(4, 1, 3, padding=1), nn.Tanh()],
         d=lambda: [nn.Conv2d(1, 4, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(4, 6, 4, 2, 1), nn.LeakyReLU(0.2),
                    nn.Flatten(), nn.Linear(24, 1), nn.Sigmoid()]),
    dict(shape=(3, 9, 7), latent=4, batch=6, loss="hinge", optimizer="sgd momentum=0.5", lr=0.02,
         generator="4 -> 6@5x4 pixelnorm elu -> convtranspose(5, 3, stride=2, pad=1) gelu -> conv(3, 1) tanh",
         discriminator="3@9x7 -> conv(5, 5, stride=2) leakyrelu(0.1) -> conv(7, 2, stride=1, pad=0) elu minibatchstd -> 4 gelu -> 1",
         g=lambda: [nn.Linear(4, 120), nn.Unflatten(1, (6, 5, 4)), PixelNorm(), nn.ELU(),
                    nn.ConvTranspose2d(6, 5, 3, 2, 1), nn.GELU(), nn.Conv2d(5, 3, 1), nn.Tanh()],
         d=lambda: [nn.Conv2d(3, 5, 5, 2, 2), nn.LeakyReLU(0.1), nn.Conv2d(5, 7, 2), nn.ELU(), MinibatchDeviation(),
                    nn.Flatten(), nn.Linear(8 * 4 * 3, 4), nn.GELU(), nn.Linear(4, 1)]),
    dict(shape=(1, 12, 12), latent=3, batch=5, loss="bce_logits", optimizer="adam beta1=0.5", lr=0.002,
         generator="3 -> 8@3x3 relu up(2, bilinear) -> conv(8, 5, bias=off) batchnorm relu shuffle -> conv(1, 3, bias=off) tanh",
         discriminator="1@12x12 -> conv(4) leakyrelu avgpool -> conv(6) avgpool leakyrelu -> conv(5, 3, stride=3, pad=0) -> 1",
         g=lambda: [nn.Linear(3, 72), nn.Unflatten(1, (8, 3, 3)), nn.ReLU(), up("bilinear"),
                    nn.Conv2d(8, 8, 5, padding=2, bias=False), bn(8), nn.ReLU(), nn.PixelShuffle(2),
                    nn.Conv2d(2, 1, 3, padding=1, bias=False), nn.Tanh()],
         d=lambda: [nn.Conv2d(1, 4, 3, padding=1), nn.LeakyReLU(0.2), nn.AvgPool2d(2), nn.Conv2d(4, 6, 3, padding=1),
                    nn.AvgPool2d(2), nn.LeakyReLU(0.2), nn.Conv2d(6, 5, 3, 3), nn.Flatten(), nn.Linear(5, 1)]),
    dict(shape=(3, 11, 11), latent=6, batch=7, loss="lsgan", optimizer="adam beta1=0", lr=0.001,
         generator="6 -> 5@3x3 relu batchnorm(scale=off) -> convtranspose(4, 7, stride=3, pad=1) leakyrelu -> conv(3) tanh",
         discriminator="3@11x11 -> conv(4, 7, stride=3) leakyrelu -> conv(6, 3, stride=2, pad=0, bias=off) batchnorm leakyrelu -> 1",
         g=lambda: [nn.Linear(6, 45), nn.Unflatten(1, (5, 3, 3)), nn.ReLU(), nn.BatchNorm2d(5, affine=False),
                    nn.ConvTranspose2d(5, 4, 7, 3, 1), nn.LeakyReLU(0.2), nn.Conv2d(4, 3, 3, padding=1),
                    nn.Tanh()],
         d=lambda: [nn.Conv2d(3, 4, 7, 3, 3), nn.LeakyReLU(0.2), nn.Conv2d(4, 6, 3, 2, bias=False), bn(6), nn.LeakyReLU(0.2),
                    nn.Flatten(), nn.Linear(6, 1)]),
    dict(shape=(1, 16, 16), latent=8, batch=8, loss="wasserstein", optimizer="sgd", lr=0.02,
         generator="8 -> 16 batchnorm relu -> 16@4x4 batchnorm relu -> convtranspose(8) batchnorm relu -> convtranspose(1) tanh",
         discriminator="1@16x16 -> conv(16, 3, stride=1) leakyrelu -> conv(16, 6, stride=2, pad=1) leakyrelu -> conv(1, 7, pad=0)",
         g=lambda: [nn.Linear(8, 16), bn(16, True), nn.ReLU(), nn.Linear(16, 256), nn.Unflatten(1, (16, 4, 4)), bn(16),
                    nn.ReLU(), nn.ConvTranspose2d(16, 8, 4, 2, 1), bn(8), nn.ReLU(), nn.ConvTranspose2d(8, 1, 4, 2, 1),
                    nn.Tanh()],
         d=lambda: [nn.Conv2d(1, 16, 3, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(16, 16, 6, 2, 1), nn.LeakyReLU(0.2),
                    nn.Conv2d(16, 1, 7)]),
    dict(shape=(3, 8, 8), latent=4, batch=9, loss="relativistic", optimizer="sgd momentum=0.9", lr=0.01,
         generator="4 -> 24 relu -> 192 tanh",
         discriminator="192 -> 24 leakyrelu -> 1",
         g=lambda: [nn.Linear(4, 24), nn.ReLU(), nn.Linear(24, 192), nn.Tanh()],
         d=lambda: [nn.Linear(192, 24), nn.LeakyReLU(0.2), nn.Linear(24, 1)]),
    dict(shape=(1, 12, 12), latent=4, batch=8, loss="bce_logits", optimizer="adam beta1=0", lr=0.002,
         remedies="r1=0.5 penalty_every=2",
         generator="4 -> 8@3x3 relu up -> conv(8, bias=off) batchnorm(scale=off) leakyrelu up -> conv(1) tanh",
         discriminator="1@12x12 -> conv(6) leakyrelu avgpool -> conv(8, 4, stride=2) leakyrelu -> 6 relu -> 1",
         g=lambda: [nn.Linear(4, 72), nn.Unflatten(1, (8, 3, 3)), nn.ReLU(), up(),
                    nn.Conv2d(8, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8, affine=False), nn.LeakyReLU(0.2), up(),
                    nn.Conv2d(8, 1, 3, padding=1), nn.Tanh()],
         d=lambda: [nn.Conv2d(1, 6, 3, padding=1), nn.LeakyReLU(0.2), nn.AvgPool2d(2), nn.Conv2d(6, 8, 4, 2, 1),
                    nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(72, 6), nn.ReLU(), nn.Linear(6, 1)]),
    dict(shape=(1, 6, 6), latent=4, batch=7, loss="bce", optimizer="sgd momentum=0.5", lr=0.05,
         remedies="r2=0.3 label_smoothing=0.1 clip=0.2",
         generator="4 -> 24 relu -> 36 tanh",
         discriminator="36 -> 24 leakyrelu -> 12 leakyrelu -> 1 sigmoid",
         g=lambda: [nn.Linear(4, 24), nn.ReLU(), nn.Linear(24, 36), nn.Tanh()],
         d=lambda: [nn.Linear(36, 24), nn.LeakyReLU(0.2), nn.Linear(24, 12), nn.LeakyReLU(0.2), nn.Linear(12, 1),
                    nn.Sigmoid()]),
    dict(shape=(1, 6, 6), latent=4, batch=8, loss="lsgan", optimizer="sgd", lr=0.1,
         remedies="ema=0.8 schedule=cosine decay=0.5 warmup=3 label_smoothing=0.2",
         generator="4 -> 24 batchnorm relu -> 36 tanh",
         discriminator="36 -> 24 leakyrelu -> 1",
         g=lambda: [nn.Linear(4, 24), bn(24, True), nn.ReLU(), nn.Linear(24, 36), nn.Tanh()],
         d=lambda: [nn.Linear(36, 24), nn.LeakyReLU(0.2), nn.Linear(24, 1)]),
    dict(shape=(1, 6, 6), latent=4, batch=8, kinds=3, loss="bce", optimizer="sgd momentum=0.5", lr=0.05,
         remedies="r2=0.2 penalty_every=3",
         generator="4+kinds -> 24 batchnorm relu -> 36 tanh",
         discriminator="36+kinds -> 24 leakyrelu -> 1 sigmoid",
         g=lambda: [nn.Linear(7, 24), bn(24, True), nn.ReLU(), nn.Linear(24, 36), nn.Tanh()],
         d=lambda: [nn.Linear(39, 24), nn.LeakyReLU(0.2), nn.Linear(24, 1), nn.Sigmoid()]),
    dict(shape=(3, 8, 8), latent=5, batch=9, kinds=4, loss="bce_logits", optimizer="adam beta1=0", lr=0.002,
         remedies="r1=0.5 ema=0.8",
         generator="5+kinds -> 8@2x2 relu up -> conv(4, bias=off) batchnorm(scale=off) leakyrelu up -> conv(3) tanh",
         discriminator="3@8x8+kinds -> conv(6, 4, stride=2) leakyrelu -> conv(8, 4, stride=2) leakyrelu -> 1",
         g=lambda: [nn.Linear(9, 32), nn.Unflatten(1, (8, 2, 2)), nn.ReLU(), up(),
                    nn.Conv2d(8, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4, affine=False), nn.LeakyReLU(0.2), up(),
                    nn.Conv2d(4, 3, 3, padding=1), nn.Tanh()],
         d=lambda: [nn.Conv2d(7, 6, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(6, 8, 4, 2, 1), nn.LeakyReLU(0.2),
                    nn.Flatten(), nn.Linear(32, 1)]),
    dict(shape=(1, 8, 8), latent=5, batch=8, loss="hinge", optimizer="adam beta1=0.5", lr=0.002,
         spectral="generator discriminator",
         generator="5 -> 6@2x2 relu -> convtranspose(4) relu -> convtranspose(1) tanh spectral=on",
         discriminator="1@8x8 -> conv(4, 4, stride=2) leakyrelu -> conv(6) leakyrelu -> 5 relu -> 1 spectral=on",
         g=lambda: [nn.Linear(5, 24), nn.Unflatten(1, (6, 2, 2)), nn.ReLU(), nn.ConvTranspose2d(6, 4, 4, 2, 1),
                    nn.ReLU(), nn.ConvTranspose2d(4, 1, 4, 2, 1), nn.Tanh()],
         d=lambda: [nn.Conv2d(1, 4, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(4, 6, 3, padding=1), nn.LeakyReLU(0.2),
                    nn.Flatten(), nn.Linear(96, 5), nn.ReLU(), nn.Linear(5, 1)]),
]


class Spectral(nn.Module):
    """W / sigma(W): sigma = u' W v, u and v constants that take one power step an update."""

    def __init__(self, weight, axis):
        super().__init__()
        self.axis = axis
        matrix = self.matrix(weight.detach())
        columns = matrix.shape[1]
        self.v = torch.tensor([(1 + i * 7919 % 97) / 97 for i in range(columns)]).float().double()
        self.u = F.normalize(matrix @ self.v, dim=0)
        for _ in range(15):
            self.step(weight)

    def matrix(self, weight):
        return weight.transpose(0, self.axis).flatten(1)

    def step(self, weight):
        matrix = self.matrix(weight.detach())
        self.v = F.normalize(matrix.T @ self.u, dim=0)
        self.u = F.normalize(matrix @ self.v, dim=0)

    def forward(self, weight):
        return weight / (self.u @ self.matrix(weight) @ self.v)


def add_spectral(network):
    for module in network:
        if hasattr(module, "weight") and module.weight.dim() > 1:
            axis = 1 if isinstance(module, nn.ConvTranspose2d) else 0
            parametrize.register_parametrization(module, "weight", Spectral(module.weight, axis))


def spectral_steps(network):
    for module in network:
        if parametrize.is_parametrized(module):
            module.parametrizations.weight[0].step(module.parametrizations.weight.original)


def remove_spectral(network):
    for module in network:
        if parametrize.is_parametrized(module):
            parametrize.remove_parametrizations(module, "weight", leave_parametrized=True)


def fill(module, p):
    """PyTorch's bounds: uniform within 1 / sqrt(fan-in), biases too."""
    for parameter in module.parameters():
        if parameter.dim() > 1:
            fan = parameter[0].numel()
        with torch.no_grad():
            u = torch.tensor(uniform(p, parameter.numel())).reshape(parameter.shape)
            parameter.copy_(((2 * u - 1) / fan ** 0.5).float().double())
        p += 1
    for m in module.modules():
        if isinstance(m, nn.modules.batchnorm._BatchNorm) and m.affine:
            nn.init.ones_(m.weight), nn.init.zeros_(m.bias)
    return p


def save(path, module):
    header, data = {}, b""
    for name, tensor in module.state_dict().items():
        is_count = name.endswith("num_batches_tracked")
        raw = tensor.numpy().astype("<i8" if is_count else "<f4").tobytes()
        header[name] = {"dtype": "I64" if is_count else "F32", "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


WANTED = [int(word) for word in sys.argv[1:]]
for number, case in enumerate(CASES, 1):
    if WANTED and number not in WANTED:
        continue
    c, h, w = case["shape"]
    batch, steps = case["batch"], 10
    g, d = nn.Sequential(*case["g"]()), nn.Sequential(*case["d"]())
    fill(d, fill(g, 100 * number))
    save(OUT / f"architecture-{number}-generator-before.safetensors", g)
    save(OUT / f"architecture-{number}-discriminator-before.safetensors", d)
    if "spectral" in case:
        add_spectral(g), add_spectral(d)
    # [N, H, W, C] as files have them, seen as a picture or as plain numbers.
    x = np.float32(2 * uniform(7000 + number, batch * h * w * c) - 1).astype(np.float64)
    kinds = case.get("kinds", 0)
    if kinds:
        # Bytes, since a file that names kinds has them.
        x = np.floor(128 * (x + 1)) / 127.5 - 1
    z = np.float32(12 ** 0.5 * (uniform(8000 + number, steps * batch * case["latent"]) - 0.5)).astype(np.float64)
    x = torch.tensor(x.reshape(batch, h, w, c))
    is_flat = "@" not in case["discriminator"].split("->")[0]
    x = x.reshape(batch, -1) if is_flat else x.permute(0, 3, 1, 2).contiguous()
    z = torch.tensor(z.reshape(steps, batch, -1))
    if kinds:
        real_kinds = F.one_hot(torch.arange(batch) // 2 % kinds, kinds).double()
        asked = F.one_hot(7 * torch.arange(steps * batch) // 3 % kinds, kinds).double().reshape(steps, batch, kinds)
        z = torch.cat((z, asked), dim=2)

    def told(samples, kinds_of_samples):
        if not kinds:
            return samples
        for _ in range(samples.dim() - 2):
            kinds_of_samples = kinds_of_samples.unsqueeze(-1)
        return torch.cat((samples, kinds_of_samples.expand(-1, -1, *samples.shape[2:])), dim=1)
    words = case["optimizer"].split()
    options = dict(word.split("=") for word in words[1:])
    def make(parameters):
        if words[0] == "adam":
            return torch.optim.Adam(parameters, case["lr"], betas=(float(options["beta1"]), 0.999))
        return torch.optim.SGD(parameters, case["lr"], momentum=float(options.get("momentum", 0)))
    og, od = make(g.parameters()), make(d.parameters())
    loss_d, loss_g = LOSSES[case["loss"]]
    losses = []
    remedies = dict(word.split("=") for word in case.get("remedies", "").split())
    number_of = lambda name, default=0.0: float(remedies.get(name, default))
    smoothing, clip = number_of("label_smoothing"), number_of("clip")
    average = [v.clone() for v in g.state_dict().values()]
    for step in range(steps):
        factor = 1.0
        if remedies.get("schedule") == "cosine":
            start = steps * (1 - number_of("decay", 1))
            factor = (1 + np.cos(np.pi * min(1, max(0, step - start) / (steps - start)))) / 2
        if number_of("warmup"):
            factor *= min(1, (step + 1) / number_of("warmup"))
        for optimizer in (og, od):
            optimizer.param_groups[0]["lr"] = case["lr"] * factor
        fake = g(z[step])
        of_real, of_fake = (real_kinds, asked[step]) if kinds else (None, None)
        # Generated samples first: batch norm's running statistics move in this order.
        f = d(told(fake.detach(), of_fake))
        r = d(told(x, of_real))
        ld = loss_d(r, f)
        if smoothing:
            part = {"bce": lambda v: F.binary_cross_entropy(v, torch.full_like(v, 1 - smoothing)),
                    "bce_logits": lambda v: F.binary_cross_entropy_with_logits(v, torch.full_like(v, 1 - smoothing)),
                    "lsgan": lambda v: 0.5 * ((v - 1 + smoothing) ** 2).mean()}[case["loss"]]
            zero = {"bce": lambda v: F.binary_cross_entropy(v, torch.zeros_like(v)),
                    "bce_logits": lambda v: SOFTPLUS(v).mean(), "lsgan": lambda v: 0.5 * (v ** 2).mean()}[case["loss"]]
            ld = part(r) + zero(f)
        total = ld
        logits = d[:-1] if case["loss"] == "bce" else d
        every = int(number_of("penalty_every", 1))
        for name, point, kind in (("r1", x, of_real), ("r2", fake.detach(), of_fake)):
            if number_of(name) and step % every == 0:
                at = point.clone().requires_grad_(True)
                gradient, = torch.autograd.grad(logits(told(at, kind)).sum(), at, create_graph=True)
                total = total + number_of(name) * every / 2 * gradient.pow(2).reshape(batch, -1).sum(1).mean()
        od.zero_grad(), total.backward()
        if clip:
            nn.utils.clip_grad_norm_(d.parameters(), clip)
        od.step()
        spectral_steps(d)
        r = d(told(x, of_real)).detach() if case["loss"] == "relativistic" else None
        lg = loss_g(r, d(told(fake, of_fake)))
        # The framework makes the same pictures once more for the generator's step.
        with torch.no_grad():
            g(z[step])
        og.zero_grad(), lg.backward()
        if clip:
            nn.utils.clip_grad_norm_(g.parameters(), clip)
        og.step()
        spectral_steps(g)
        if number_of("ema"):
            keep = min(number_of("ema"), (2 + step) / (11 + step))
            for mean, now in zip(average, g.state_dict().values()):
                if mean.is_floating_point():
                    mean.mul_(keep).add_(now, alpha=1 - keep)
                else:
                    mean.copy_(now)
        losses.append([ld.item(), lg.item()])
    if number_of("ema"):
        g.load_state_dict(dict(zip(g.state_dict(), average)))
    remove_spectral(g), remove_spectral(d)
    save(OUT / f"architecture-{number}-generator-after.safetensors", g)
    save(OUT / f"architecture-{number}-discriminator-after.safetensors", d)
    g.eval()
    with torch.no_grad():
        picture = g(z[0])
    if not is_flat:
        picture = picture.permute(0, 2, 3, 1)
    facts = {k: v for k, v in case.items() if isinstance(v, (str, int, float))}
    facts |= {"shape": case["shape"], "steps": steps, "losses": losses,
              "inference": picture.reshape(batch, -1)[0].tolist()}
    (OUT / f"architecture-{number}.json").write_text(json.dumps(facts) + "\n")
    print(number, losses[0], losses[-1])
