"""Fine-tuning `minilm` under one linear layer: batches of texts near in length, a training loop, the scores of texts.

Only parameters that require a gradient are trained, so that freezing is all that tells one way from another.
"""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  (torch's own name for it)

from worked.minilm import WIDTH, Encoder
from worked.tiny import schedule


class Classifier(nn.Module):
    """An encoder and a linear layer on its mean vector; the layer starts at zero, so every class is equally likely."""

    def __init__(self, encoder: Encoder, classes: int) -> None:
        super().__init__()
        self.encoder, self.head = encoder, nn.Linear(WIDTH, classes)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return scores, texts × classes, for ids and mask of texts × length."""
        scores: Tensor = self.head(self.encoder.pool(ids, mask))
        return scores


def batches(mask: Tensor, steps: int, size: int, seed: int) -> Iterator[Tensor]:
    """Yield `steps` batches of row numbers; the rows of a batch are near in length, to spend little on padding.

    Eight batches at a time are drawn without replacement from all rows, sorted by length and given in random order.
    """
    generator, queue = torch.Generator().manual_seed(seed), []
    for _ in range(steps):
        if not queue:
            drawn = torch.randperm(len(mask), generator=generator)[: 8 * size]
            parts = drawn[mask[drawn].sum(1).argsort(stable=True)].split(size)
            queue = [parts[i] for i in torch.randperm(len(parts), generator=generator).tolist()]
        yield queue.pop()


def fit(
    model: Classifier,
    ids: Tensor,
    mask: Tensor,
    labels: Tensor,
    *,
    steps: int,
    rate: float,
    head_rate: float = 5e-3,
    size: int = 24,
    seed: int = 0,
) -> list[float]:
    """Minimise the cross-entropy with AdamW and return its value at every step.

    Both rates rise over a tenth of the steps and fall to zero along a straight line; the gradients of the encoder are
    clipped at norm 1.
    """
    inner = [parameter for parameter in model.encoder.parameters() if parameter.requires_grad]
    groups = [(head_rate, list(model.head.parameters())), *([(rate, inner)] if inner else [])]
    optimiser = torch.optim.AdamW([{"params": params} for _, params in groups], weight_decay=0.01, fused=True)
    losses = []
    for step, rows in enumerate(batches(mask, steps, size, seed)):
        for group, (full, _) in zip(optimiser.param_groups, groups, strict=True):
            group["lr"] = full * schedule(step, steps, warmup=max(5, steps // 10), linear=True)
        loss = F.cross_entropy(model(ids[rows], mask[rows]), labels[rows])
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(inner, 1.0)
        optimiser.step()
        losses.append(float(loss.detach()))
    return losses


@torch.no_grad()
def scores(model: Classifier, ids: Tensor, mask: Tensor, batch: int = 100) -> Tensor:
    """Return the scores of all texts, texts × classes, in their order."""
    found = torch.empty(len(ids), model.head.out_features)
    for rows in mask.sum(1).argsort(stable=True).split(batch):
        found[rows] = model(ids[rows], mask[rows])
    return found
