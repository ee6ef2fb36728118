"""Texts from a small decoder: every prompt of a batch continued at once, keys and values kept."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  (torch's own name for it)

from worked.tiny import Transformer

Kept = list[tuple[Tensor, Tensor]]  # keys and values of each block, batch × heads × length × width


@torch.no_grad()
def sample(
    model: Transformer,
    prompts: Tensor,
    generator: torch.Generator,
    *,
    end: int,
    banned: Sequence[int] = (),
    temperature: float = 1.0,
) -> Tensor:
    """Return prompts with their continuations, batch × context, filled with `end` after the first `end`.

    Prompts are batch × length without padding; token ids in `banned` are never drawn. For a model with learned
    positions. The same generator state gives the same texts.
    """
    texts, kept, done = prompts, [], torch.zeros(len(prompts), dtype=torch.bool)
    new = prompts
    while texts.shape[1] < model.shape.context:
        logits = model.logits(_last(model, new, kept, texts.shape[1] - new.shape[1])) / temperature
        logits[:, list(banned)] = -torch.inf
        drawn = torch.multinomial(logits.softmax(-1), 1, generator=generator)[:, 0]
        drawn = drawn.masked_fill(done, end)
        done |= drawn == end
        new = drawn[:, None]
        texts = torch.cat((texts, new), 1)
    return texts


def _last(model: Transformer, new: Tensor, kept: Kept, start: int) -> Tensor:
    """Return the final vectors of the newest position, batch × width; `kept` grows in place."""
    if model.positions is None:
        raise ValueError("sampling keeps no rotations: use a model with learned positions")
    x = model.tokens(new) + model.positions.weight[start : start + new.shape[1]]
    for number, block in enumerate(model.blocks):
        query, key, value = block.qkv(block.norm1(x)).unflatten(-1, (3, model.shape.heads, -1)).permute(2, 0, 3, 1, 4)
        if start:
            key, value = (torch.cat(pair, 2) for pair in zip(kept[number], (key, value), strict=True))
            kept[number] = (key, value)
        else:
            kept.append((key, value))
        mixed = F.scaled_dot_product_attention(query, key, value, is_causal=start == 0)
        x = x + block.output(mixed.transpose(1, 2).flatten(2))
        x = x + block.contract(F.gelu(block.expand(block.norm2(x)), approximate="tanh"))
    return model.norm(x[:, -1])
