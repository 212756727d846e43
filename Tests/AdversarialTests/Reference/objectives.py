"""The losses of every objective and their gradients, by PyTorch's autograd in float64.

python objectives.py > ../ObjectiveReference.swift      (PyTorch 2.15)
"""
import torch
import torch.nn.functional as F

real = [0.9, 0.55, 0.2, 0.71, 0.04]
fake = [0.1, 0.45, 0.83, 0.3, 0.97]


def mean(x):
    return x.mean()


OBJECTIVES = {
    "bce": (
        lambda r, f: mean(-torch.log(r + 1e-12)) + mean(-torch.log(1 - f + 1e-12)),
        lambda r, f: mean(-torch.log(f + 1e-12))),
    "bce_logits": (
        lambda r, f: F.binary_cross_entropy_with_logits(r, torch.ones_like(r))
        + F.binary_cross_entropy_with_logits(f, torch.zeros_like(f)),
        lambda r, f: F.binary_cross_entropy_with_logits(f, torch.ones_like(f))),
    "hinge": (
        lambda r, f: mean(F.relu(1 - r)) + mean(F.relu(1 + f)), lambda r, f: -mean(f)),
    "lsgan": (
        lambda r, f: 0.5 * mean((r - 1) ** 2) + 0.5 * mean(f ** 2),
        lambda r, f: 0.5 * mean((f - 1) ** 2)),
    "wasserstein": (lambda r, f: mean(f) - mean(r), lambda r, f: -mean(f)),
    "relativistic": (
        lambda r, f: mean(F.softplus(-(r - mean(f)))) + mean(F.softplus(f - mean(r))),
        lambda r, f: mean(F.softplus(r - mean(f))) + mean(F.softplus(-(f - mean(r))))),
}


def numbers(values):
    return "[" + ", ".join(repr(float(v)) for v in values) + "]"


print("/// What `Reference/objectives.py` printed (PyTorch 2.15, float64).")
print("struct ObjectiveReference: Sendable {")
print("  var name: String")
print("  var real: [Double]")
print("  var fake: [Double]")
print("  var discriminatorLoss: Double")
print("  var realGradient: [Double]")
print("  var fakeGradient: [Double]")
print("  var generatorLoss: Double")
print("  var generatorGradient: [Double]")
print()
print("  static let all: [ObjectiveReference] = [")
for name, (d, g) in OBJECTIVES.items():
    # Probabilities as they are; other scores spread around 0, beyond the hinge's margins too.
    spread = (lambda v: v) if name == "bce" else (lambda v: 5 * v - 2)
    r = torch.tensor([spread(v) for v in real], dtype=torch.float64, requires_grad=True)
    f = torch.tensor([spread(v) for v in fake], dtype=torch.float64, requires_grad=True)
    loss_d = d(r, f)
    loss_d.backward()
    dr, df = r.grad.clone(), f.grad.clone()
    r.grad = f.grad = None
    loss_g = g(r, f)
    loss_g.backward()
    print("    ObjectiveReference(")
    print(f'      name: "{name}",')
    print(f"      real: {numbers(r)},")
    print(f"      fake: {numbers(f)},")
    print(f"      discriminatorLoss: {loss_d.item()!r},")
    print(f"      realGradient: {numbers(dr)},")
    print(f"      fakeGradient: {numbers(df)},")
    print(f"      generatorLoss: {loss_g.item()!r},")
    print(f"      generatorGradient: {numbers(f.grad)}),")
print("  ]")
print("}")
