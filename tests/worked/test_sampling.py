"""Sampled texts are those of the model itself, with what it may not say left out."""

import pytest

torch = pytest.importorskip("torch", reason="runs in the environment of the posts, which has torch")

from worked.sampling import sample  # noqa: E402  (only where torch is)
from worked.tiny import Shape, Transformer  # noqa: E402  (only where torch is)


@pytest.fixture
def model():
    torch.manual_seed(0)
    return Transformer(Shape(12, width=16, layers=2, heads=2, context=9)).eval()


def test_keeping_keys_changes_no_text(model):
    prompts = torch.tensor([[2, 3], [4, 5]])
    found = sample(model, prompts, torch.Generator().manual_seed(1), end=1, temperature=1e-4)
    texts = prompts
    while texts.shape[1] < 9:
        texts = torch.cat((texts, model(texts)[:, -1:].argmax(-1)), 1)
    ended = (texts[:, 2:] == 1).cumsum(1).bool()
    expected = torch.cat((prompts, texts[:, 2:].masked_fill(ended, 1)), 1)
    assert torch.equal(found, expected)


def test_banned_tokens_are_never_drawn_and_equal_seeds_give_equal_texts(model):
    prompts = torch.full((200, 1), 3)
    first, second = (
        sample(model, prompts, torch.Generator().manual_seed(5), end=1, banned=[0, 7, 8]) for _ in range(2)
    )
    assert torch.equal(first, second)
    assert first.shape == (200, 9)
    assert not set(first[:, 1:].flatten().tolist()) & {0, 7, 8}


def test_a_text_that_has_ended_stays_ended(model):
    found = sample(model, torch.full((200, 1), 3), torch.Generator().manual_seed(2), end=1)
    for text in found.tolist():
        if 1 in text:
            assert set(text[text.index(1) :]) == {1}


def test_a_rotary_model_nope():
    model = Transformer(Shape(12, width=16, context=9, rotary=True))
    with pytest.raises(ValueError, match="learned positions"):
        sample(model, torch.tensor([[1]]), torch.Generator(), end=1)
