"""Writes Fixtures/torch_chain.safetensors and prints what TorchChain.swift holds.

pip install torch numpy safetensors; python3 torch_chain.py
"""

import pathlib

import torch
from safetensors.torch import save_file

torch.manual_seed(5)
model = torch.nn.Sequential(
    torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.ReLU(),
    torch.nn.Linear(4, 2), torch.nn.Tanh())
model(torch.randn(16, 3))  # moves the running statistics
model.eval()
here = pathlib.Path(__file__).parent
save_file(model.state_dict(), here.parent / "Fixtures" / "torch_chain.safetensors")
with torch.no_grad():
    y = model(torch.tensor([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]))
print(y.T.flatten().tolist())

# Optimizers: one parameter of two numbers, three steps with these gradients.
gradients = [[0.5, -1.0], [0.25, 2.0], [-1.5, 0.125]]
cases = {
    "sgd": (torch.optim.SGD, dict(lr=0.1)),
    "sgd momentum": (torch.optim.SGD, dict(lr=0.1, momentum=0.9)),
    "sgd dampening": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, dampening=0.5)),
    "sgd nesterov": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, nesterov=True)),
    "sgd decay": (torch.optim.SGD, dict(lr=0.1, weight_decay=0.2)),
    "sgd momentum decay": (torch.optim.SGD, dict(lr=0.1, momentum=0.5, weight_decay=0.2)),
    "adam": (torch.optim.Adam, dict(lr=0.1)),
    "adam beta decay": (torch.optim.Adam, dict(lr=0.1, betas=(0.5, 0.9), weight_decay=0.1)),
    "rmsprop": (torch.optim.RMSprop, dict(lr=0.1)),
    "rmsprop momentum": (torch.optim.RMSprop, dict(lr=0.1, alpha=0.9, momentum=0.5)),
}
for name, (kind, options) in cases.items():
    w = torch.nn.Parameter(torch.tensor([1.0, -2.0]))
    optimizer = kind([w], **options)
    for g in gradients:
        w.grad = torch.tensor(g)
        optimizer.step()
    print(name, w.tolist())
