"""Cross entropy of logits with kinds, and its gradient, by PyTorch in float64.

python softmax.py      prints what SoftmaxTests compares with      (PyTorch 2.15)
"""
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
# The second sample would overflow if its largest logit were not taken out first.
logits = torch.tensor([[0.5, -1.25, 2.0], [800.0, 0.0, -30.0], [0.0, 0.0, 0.0], [-3.0, 4.0, 4.5]], requires_grad=True)
kinds = torch.tensor([2, 1, 0, 1])
loss = F.cross_entropy(logits, kinds)
loss.backward()
print(loss.item())
print(logits.grad.flatten().tolist())
