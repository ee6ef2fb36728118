"""A small transformer and its training loop, for the posts whose subject is something else.

`Transformer(Shape(...))` is a decoder when `causal`, an encoder otherwise. Pre-norm, GELU, tied embeddings.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  (torch's own name for it)


@dataclass(frozen=True)
class Shape:
    """The sizes of a model; `context` is the longest input, `rotary` turns positions instead of learning them."""

    vocabulary: int
    width: int = 64
    layers: int = 2
    heads: int = 4
    context: int = 64
    causal: bool = True
    rotary: bool = False


class Block(nn.Module):
    """Attention and feed-forward, each on a normalised input and added to it."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape, width = shape, shape.width
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.output = nn.Linear(width, 3 * width, bias=False), nn.Linear(width, width, bias=False)
        self.expand, self.contract = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return batch × length × width; `mask` (true = visible) replaces the causal one where given."""
        parts = self.qkv(self.norm1(x)).unflatten(-1, (3, self.shape.heads, -1)).permute(2, 0, 3, 1, 4)
        query, key, value = parts
        if self.shape.rotary:
            query, key = rotate(query), rotate(key)
        causal = self.shape.causal and mask is None
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask, is_causal=causal)
        x = x + self.output(mixed.transpose(1, 2).flatten(2))
        return x + self.contract(F.gelu(self.expand(self.norm2(x)), approximate="tanh"))


class Transformer(nn.Module):
    """Token ids in, logits over the vocabulary out."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.tokens = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = None if shape.rotary else nn.Embedding(shape.context, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.LayerNorm(shape.width)
        self.bias = nn.Parameter(torch.zeros(shape.vocabulary))
        self.apply(_start)
        for block in self.blocks:
            for layer in (block.output, block.contract):
                layer.weight.data /= math.sqrt(2 * shape.layers)

    def hidden(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return the normalised vectors of the last layer, batch × length × width."""
        x = self.tokens(ids)
        if self.positions is not None:
            x = x + self.positions.weight[: ids.shape[1]]
        for block in self.blocks:
            x = block(x, mask)
        return self.norm(x)

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return logits, batch × length × vocabulary."""
        return self.logits(self.hidden(ids, mask))

    def logits(self, hidden: Tensor) -> Tensor:
        """Return scores over the vocabulary for vectors of any leading shape."""
        return F.linear(hidden, self.tokens.weight, self.bias)

    def inner_parameters(self) -> int:
        """Return the number of parameters without embeddings: what scaling laws count as N."""
        return sum(parameter.numel() for parameter in self.blocks.parameters())


def rotate(x: Tensor, base: float = 100.0) -> Tensor:
    """Return x (… × length × width) with each pair of its halves turned by an angle that grows with position."""
    half = x.shape[-1] // 2
    turns = base ** (-torch.arange(half) / half)
    angles = torch.arange(x.shape[-2])[:, None] * turns
    first, second = x[..., :half], x[..., half:]
    cosine, sine = angles.cos(), angles.sin()
    return torch.cat((first * cosine - second * sine, first * sine + second * cosine), -1)


def train(
    model: nn.Module,
    loss: Callable[[int], Tensor],
    steps: int,
    rate: float,
    *,
    warmup: int = 50,
    floor: float = 0.0,
    linear: bool = False,
) -> list[float]:
    """Minimise `loss(step)` with AdamW and return its value at every step.

    The rate rises over `warmup` steps, then falls to `floor` times `rate`, along a half cosine or a straight line;
    gradients are clipped at norm 1.
    """
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=0.01)
    losses = []
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = rate * schedule(step, steps, warmup, floor, linear)
        value = loss(step)
        optimiser.zero_grad()
        value.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        losses.append(float(value.detach()))
    return losses


def schedule(step: int, steps: int, warmup: int = 50, floor: float = 0.0, linear: bool = False) -> float:
    """Return the share of the full learning rate at `step`."""
    falling = 1 - step / steps if linear else 0.5 * (1 + math.cos(math.pi * step / steps))
    return min(1.0, (step + 1) / warmup) * (floor + (1 - floor) * falling)


def windows(data: Tensor, length: int, batch: int, generator: torch.Generator) -> Tensor:
    """Return `batch` random stretches of `length` consecutive tokens, batch × length."""
    starts = torch.randint(0, len(data) - length + 1, (batch,), generator=generator)
    return data[starts[:, None] + torch.arange(length)]


def _start(module: nn.Module) -> None:
    if isinstance(module, nn.Linear):
        nn.init.normal_(module.weight, std=module.in_features**-0.5)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.Embedding):
        nn.init.normal_(module.weight, std=0.02)
