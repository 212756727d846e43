"""Samples of given weights and latent vectors, by PyTorch in float64.

python samples.py      writes ../Fixtures/samples-*.{safetensors,npy}      (PyTorch 2.15, safetensors, NumPy)

A dense generator and one of colour pictures, both with batch norm: once with running statistics (`eval()`),
once with those of the samples themselves (`train()`). Pictures come out as [N, H, W, C].
"""
import pathlib

import numpy as np
import torch
import torch.nn as nn
from safetensors.torch import save_file

OUT = pathlib.Path(__file__).parent.parent / "Fixtures"
torch.manual_seed(14)

dense = nn.Sequential(
    nn.Linear(5, 12), nn.BatchNorm1d(12), nn.ReLU(), nn.Linear(12, 36), nn.BatchNorm1d(36), nn.Tanh())
pictures = nn.Sequential(
    nn.Linear(5, 6 * 2 * 2), nn.Unflatten(1, (6, 2, 2)), nn.BatchNorm2d(6), nn.ReLU(), nn.Upsample(scale_factor=2),
    nn.Conv2d(6, 4, 3, padding=1), nn.BatchNorm2d(4), nn.LeakyReLU(0.2), nn.ConvTranspose2d(4, 3, 4, 2, 1), nn.Tanh())

latents = torch.randn(9, 5)
np.save(OUT / "samples-latents.npy", latents.numpy())
for name, network in [("dense", dense), ("pictures", pictures)]:
    for module in network:
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.3)
            module.running_mean.normal_(0, 0.3)
            module.running_var.uniform_(0.5, 2)
    save_file(network.state_dict(), OUT / f"samples-{name}.safetensors", {"format": "pt"})
    network.double()
    with torch.no_grad():
        for mode in ["running", "together"]:
            network.train(mode == "together")
            samples = network(latents.double())
            if samples.dim() == 4:
                samples = samples.permute(0, 2, 3, 1)
            np.save(OUT / f"samples-{name}-{mode}.npy", samples.contiguous().numpy().astype(np.float32))
