"""The training step of two convolutional networks in PyTorch, in its best form, beside `ganrepl bench`.

python torch_convolutions.py [--batch 32] [--layout both] [--threads 2] [--epochs 6]

Generator 100 -> 128@4x4, then three times (batch norm, relu, up, 3 x 3) to 64, 32, 16, and 3 x 3 to 1; discriminator
three convolutions 4 x 4 with stride 2 to 32, 64, 128, dense to 1. 64 x 64 gray, Adam, 256 samples an epoch. The
generator's forward is shared by both halves of a step, and the optimizer is fused.
"""
import argparse
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

parser = argparse.ArgumentParser()
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--layout", choices=["contiguous", "channels_last", "both"], default="both")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--epochs", type=int, default=6)
arguments = parser.parse_args()
torch.set_num_threads(arguments.threads)
torch.manual_seed(1)


def run(layout):
    memory = torch.channels_last if layout == "channels_last" else torch.contiguous_format
    g = nn.Sequential(
        nn.Linear(100, 2048), nn.Unflatten(1, (128, 4, 4)), nn.BatchNorm2d(128), nn.ReLU(True),
        nn.Upsample(scale_factor=2), nn.Conv2d(128, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU(True),
        nn.Upsample(scale_factor=2), nn.Conv2d(64, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(True),
        nn.Upsample(scale_factor=2), nn.Conv2d(32, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(True),
        nn.Upsample(scale_factor=2), nn.Conv2d(16, 1, 3, padding=1), nn.Tanh()).to(memory_format=memory)
    d = nn.Sequential(
        nn.Conv2d(1, 32, 4, 2, 1), nn.LeakyReLU(0.2, True), nn.Conv2d(32, 64, 4, 2, 1), nn.LeakyReLU(0.2, True),
        nn.Conv2d(64, 128, 4, 2, 1), nn.LeakyReLU(0.2, True), nn.Flatten(), nn.Linear(8192, 1)).to(memory_format=memory)
    og = torch.optim.Adam(g.parameters(), 2e-4, betas=(0.5, 0.999), fused=True)
    od = torch.optim.Adam(d.parameters(), 2e-4, betas=(0.5, 0.999), fused=True)
    data = (torch.rand(256, 1, 64, 64) * 2 - 1).to(memory_format=memory)
    n = arguments.batch

    def step(real, z):
        fake = g(z)
        scores = d(torch.cat([real, fake.detach()]))
        loss = F.softplus(-scores[:n]).mean() + F.softplus(scores[n:]).mean()
        od.zero_grad(set_to_none=True)
        loss.backward()
        od.step()
        for p in d.parameters():
            p.requires_grad_(False)
        loss = F.softplus(-d(fake)).mean()
        og.zero_grad(set_to_none=True)
        loss.backward()
        og.step()
        for p in d.parameters():
            p.requires_grad_(True)

    seconds = []
    for epoch in range(arguments.epochs):
        start = time.perf_counter()
        order = torch.randperm(256)
        for i in range(256 // n):
            step(data[order[i * n:(i + 1) * n]], torch.randn(n, 100))
        seconds.append(time.perf_counter() - start)
    seconds = sorted(seconds[1:])
    return seconds[len(seconds) // 2]


layouts = ["contiguous", "channels_last"] if arguments.layout == "both" else [arguments.layout]
times = {layout: run(layout) for layout in layouts}
for layout, seconds in times.items():
    print(f"{layout}: {seconds:.4f} s/epoch, {seconds / (256 // arguments.batch) * 1e3:.2f} ms/step")
print(f"best {min(times.values()):.4f}")
